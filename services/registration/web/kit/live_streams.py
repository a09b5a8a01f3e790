"""Open streams of server-sent events: how many one session has, and whether the server is about to stop."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Open pages of one session that follow something; another page stays as it was loaded.
MOST: Final = 4


class LiveStreams:
    """The streams of one process. `is_stopping` ends all of them within half a second."""

    def __init__(self) -> None:
        self.is_stopping = False
        self._open = Counter[bytes]()

    def has_room(self, session: bytes) -> bool:
        """Whether this session may open one more."""
        return not self.is_stopping and self._open[session] < MOST

    @contextmanager
    def counted(self, session: bytes) -> Iterator[None]:
        """Count a stream as long as it is open."""
        self._open[session] += 1
        try:
            yield
        finally:
            self._open[session] -= 1
            if not self._open[session]:
                del self._open[session]

    def stop(self) -> None:
        """End all streams; a signal's handler may call it."""
        self.is_stopping = True
