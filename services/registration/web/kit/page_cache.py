"""Pages that are rendered once and filled in for each reader: kept as bytes, split where something is filled in."""

from collections.abc import Callable
from typing import Final, NamedTuple

MOST_PAGES: Final = 500


class SplitPage(NamedTuple):
    """The bytes before, between and after what is filled in, and the names of that: one part more than names."""

    parts: list[bytes]
    names: list[str]

    def filled(self, fill: Callable[[str], bytes]) -> bytes:
        """The whole page, with what `fill` gives for each name."""
        first, *rest = self.parts
        return b"".join(
            [
                first,
                *(part for name, after in zip(self.names, rest, strict=True) for part in (fill(name), after)),
            ]
        )


class PageCache:
    """The pages rendered last, each under everything that it was rendered from; app.py makes one for the whole service."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self.most = most
        self._pages: dict[bytes, SplitPage] = {}

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: bytes, render: Callable[[], SplitPage]) -> SplitPage:
        """The page that is kept under the key; rendered, in place of the oldest, where there is none."""
        if (kept := self._pages.get(key)) is not None:
            return kept
        while len(self._pages) >= self.most:
            del self._pages[next(iter(self._pages))]
        made = self._pages[key] = render()
        return made
