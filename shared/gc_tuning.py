"""How often Python looks for garbage in circles; all other garbage is gone at once, whatever is said here."""

import gc
from typing import Final

# New containers until the young are looked through, and how often that until the older are. By itself Python looks at
# every 700: a fifth of the time of a mailing, of which hardly anything is a circle.
_THRESHOLDS: Final = (20_000, 20, 20)


def tune_gc() -> None:
    """To be called when a service has been put together: what is there then is there to stay, and is not looked at."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
