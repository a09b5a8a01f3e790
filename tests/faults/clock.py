"""A clock that is wrong for one process alone, and stepped while it runs: libfaketime, where there is one."""

import os
from pathlib import Path

# Debian and Ubuntu: apt-get install faketime. A path of one's own goes before them.
_WHERE = (
    os.environ.get("KALLELSE_LIBFAKETIME", ""),
    *(f"/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1" for machine in ("x86_64", "aarch64")),
)
LIBRARY = next((path for path in _WHERE if path and Path(path).exists()), None)
MISSING = "libfaketime is not here (apt-get install faketime), so no clock is stepped"


class SteppedClock:
    """What time it is for whoever is started with `environ`: the right one, until it is stepped."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.step(0)

    @property
    def environ(self) -> dict[str, str]:
        # Python waits by the monotonic clock, which nobody can step on a real machine either.
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def step(self, seconds: int) -> None:
        """So many seconds from the right time, from now on; whoever reads meanwhile finds one or the other."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n", encoding="ascii")
        new.replace(self.file)
