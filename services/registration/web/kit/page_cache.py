"""A cache of pages that are rendered once with placeholders and filled in for each reader."""

from collections.abc import Callable
from typing import Final, NamedTuple

MOST_PAGES: Final = 500


class SplitPage(NamedTuple):
    """A page split at its placeholders: the bytes between them (one part more than names), and their names."""

    parts: list[bytes]
    names: list[str]

    def filled(self, fill: Callable[[str], bytes]) -> bytes:
        """The whole page, with each placeholder replaced by `fill(name)`."""
        first, *rest = self.parts
        return b"".join(
            [
                first,
                *(part for name, after in zip(self.names, rest, strict=True) for part in (fill(name), after)),
            ]
        )


class PageCache:
    """The most recently rendered pages, keyed by all of their input; app.py makes one for the whole service."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self.most = most
        self._pages: dict[bytes, SplitPage] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: bytes, render: Callable[[], SplitPage]) -> SplitPage:
        """The cached page of the key; if there is none, it is rendered, and a full cache drops the oldest."""
        if (cached := self._pages.get(key)) is not None:
            return cached
        while len(self._pages) >= self.most:
            del self._pages[next(iter(self._pages))]
        rendered = self._pages[key] = render()
        return rendered
