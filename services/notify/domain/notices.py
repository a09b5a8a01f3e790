"""What goes to an address outside any registration: word of an opening, an enquiry, its answer; and one's link again."""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import msgspec

from services.notify.domain.told import Matter, Wanted
from services.notify.domain.world import World
from shared.events import Enquiry, Opening, Registration

# Word that registration has opened is worth nothing when the seats are long gone; a link that was asked for, when
# whoever asked has given up.
_OPENING_HOLDS: Final = timedelta(days=7)
_LINK_HOLDS: Final = timedelta(days=1)


def notice(one: Enquiry | Opening) -> Iterator[Wanted]:
    """Each mail that a notice asks for."""
    if isinstance(one, Opening):
        yield Wanted(
            key=f"opening:{one.id}",
            kind="opening",
            expires_at=one.opened_at + _OPENING_HOLDS,
            matter=_matter(one.email, one.title, one.cohort_slug),
        )
        return
    if one.to is not None and one.to.email and one.answered_at is None:
        yield Wanted(key=f"staff:{one.id}", kind="staff", matter=_matter(one.to.email))
    if one.answer is not None:
        yield Wanted(key=f"answer:{one.id}", kind="answer", matter=_matter(one.email, one.answer))


def link(registration: Registration) -> Iterator[Wanted]:
    """The link to one's own page, once for each time that it was asked for."""
    asked_at = registration.link_asked_at
    if asked_at is not None and registration.status != "withdrawn":
        yield Wanted(
            key=f"link:{registration.id}:{asked_at:%Y%m%dT%H%M%SZ}",
            kind="link",
            expires_at=asked_at + _LINK_HOLDS,
            matter=Matter(print=registration.generation),
        )


def recipient(world: World, kind: str) -> str | None:
    """The address of a notice's mail."""
    one = world.notice
    if isinstance(one, Enquiry) and kind == "staff":
        return one.to.email if one.to else None
    return one.email if one is not None else None


def _matter(*said: str) -> Matter:
    return Matter(print=zlib.crc32(msgspec.json.encode(said)))
