"""The one counter behind SEQUENCE: mails and feeds of a seat share a UID, so their numbers must follow each other.

Both services know the versions of everything that an entry is made of. Each version counts two: a choice of another
calendar is told twice, by a CANCEL and in the feed. A mail's own count rises by at most that much, so it stays at or below
`of_state`, and a feed, which is one above it, is newer than every mail before it. A mail after a feed is raised to `of_state`.
"""

from typing import Final

# Versions may have been lost in a restore, which begins an epoch: more than are lost between two backups.
PER_EPOCH: Final = 1000


def of_state(epoch: int, versions: int) -> int:
    """Return the number of a state: `versions` is the sum of those of registration, session, cohort, programme and person."""
    return (epoch - 1) * PER_EPOCH + 2 * versions


def in_feed(epoch: int, versions: int) -> int:
    """Return the SEQUENCE of an entry in a feed."""
    return of_state(epoch, versions) + 1
