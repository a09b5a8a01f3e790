"""A wrong clock for a single process, stepped while it runs, with libfaketime if it is installed."""

import os
from pathlib import Path

# Debian and Ubuntu: apt-get install faketime. KALLELSE_LIBFAKETIME is tried first.
_WHERE = (
    os.environ.get("KALLELSE_LIBFAKETIME", ""),
    *(f"/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1" for machine in ("x86_64", "aarch64")),
)
LIBRARY = next((path for path in _WHERE if path and Path(path).exists()), None)
MISSING = "libfaketime is not here (apt-get install faketime), so no clock is stepped"


class SteppedClock:
    """The clock of the processes started with `environ`; right until it is stepped."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.step(0)

    @property
    def environ(self) -> dict[str, str]:
        # Python's waits use the monotonic clock, which cannot be stepped on a real machine either.
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def step(self, seconds: int) -> None:
        """Set the clock this many seconds from the right time; the file is replaced atomically."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n", encoding="ascii")
        new.replace(self.file)
