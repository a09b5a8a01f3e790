"""Invitations as most people see them: alike but for a name, an address and a link. Rendered once, filled in for each.

A page is kept under everything that it was made from, so that nothing stale is ever shown: where a date, a seat or a
word has changed, there is no such page yet.
"""

import re
import secrets
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec
from markupsafe import escape

from services.registration.domain.session import has_begun, is_over
from services.registration.store.views.participant import Invitation, OwnSeat
from services.registration.web.pages.invitation.dates import InvitationContext
from shared import times

# Unguessable, so that nobody can write one into a title and have it filled in.
_MARK: Final = f"\ue000{secrets.token_hex(8)}-%s\ue001"
_MARKS: Final = re.compile(_MARK.replace("%s", r"(\w+)"))
_MOST: Final = 500
_NOBODY: Final = UUID(int=0)

# What is filled in, where there is any.
_THEIRS: Final[dict[str, Callable[[InvitationContext], str | None]]] = {
    "path": attrgetter("path"),
    "my_path": attrgetter("my_path"),
    "name": attrgetter("setting.person_name"),
    "email": attrgetter("setting.person_email"),
    "role": attrgetter("invitation.role"),
    "organisation": attrgetter("invitation.organisation"),
}
# What a page is made without; that there is a registration is seen by its status. Who and what an organiser and a cohort
# are is in `common`, and which sessions are asked to is looked at apart.
_WITHOUT: Final[dict[str, Any]] = {
    "id": _NOBODY,
    "organiser_id": _NOBODY,
    "cohort_id": _NOBODY,
    "person_id": _NOBODY,
    "generation": 0,
    "registration_generation": 0,
}
_SEAT_WITHOUT: Final[dict[str, Any]] = {
    "id": _NOBODY,
    "generation": 0,
    "since": datetime.min.replace(tzinfo=UTC),
}


def _rest(kind: type[msgspec.Struct], *without: str) -> Callable[[Any], Hashable]:
    return attrgetter(*(name for name in kind.__struct_fields__ if name not in without))


_OF_INVITATION: Final = _rest(Invitation, *_WITHOUT, "session_ids", "registration_id", "role", "organisation")
_OF_PERSON: Final = attrgetter("person_language", "language_chosen", "protected_identity")
_OF_SEAT: Final = _rest(OwnSeat, *_SEAT_WITHOUT)

# What stands on a page around what is filled in, and which that is.
_KEPT: Final[dict[Hashable, tuple[list[bytes], list[str]]]] = {}


def page(it: InvitationContext, make: Callable[[InvitationContext], bytes]) -> bytes:
    """The page that `make` gives for an invitation; made only where none like it is kept."""
    if it.asked is not None or it.invitation.message:
        return make(it)
    key = _key(it)
    if key not in _KEPT:
        while len(_KEPT) >= _MOST:
            del _KEPT[next(iter(_KEPT))]
        _KEPT[key] = _apart(make(_without_person(it)))
    (first, *rest), names = _KEPT[key]
    theirs = [escape(_THEIRS[name](it)).encode() for name in names]
    return b"".join([first, *(part for pair in zip(theirs, rest, strict=True) for part in pair)])


def _key(it: InvitationContext) -> Hashable:
    """All that a page like this is made from, but for what is filled in."""
    invitation, now = it.invitation, it.now
    return (
        it.common,
        it.locale,
        *[not get(it) and repr(get(it)) for get in _THEIRS.values()],
        _OF_INVITATION(invitation),
        *invitation.session_ids,
        _OF_PERSON(it.setting),
        *[_OF_SEAT(seat) for seat in it.seats.values()],
        times.local(now).year,
        invitation.respond_by is not None and times.end_of_day(invitation.respond_by) <= now,
        *[(has_begun(one, now), is_over(one, now)) for one in it.sessions],
    )


def _without_person(it: InvitationContext) -> InvitationContext:
    """The invitation with marks in place of what is the reader's own."""
    mark = {name: _MARK % name if get(it) else get(it) for name, get in _THEIRS.items()}
    invitation = it.invitation
    return msgspec.structs.replace(
        it,
        path=mark["path"],
        my_path=mark["my_path"],
        invitation=msgspec.structs.replace(
            invitation,
            role=mark["role"],
            organisation=mark["organisation"],
            registration_id=_NOBODY if invitation.registration_id else None,
            **_WITHOUT,
        ),
        setting=msgspec.structs.replace(it.setting, person_name=mark["name"], person_email=mark["email"]),
        seats={key: msgspec.structs.replace(seat, **_SEAT_WITHOUT) for key, seat in it.seats.items()},
    )


def _apart(page: bytes) -> tuple[list[bytes], list[str]]:
    pieces = _MARKS.split(page.decode())
    return [piece.encode() for piece in pieces[::2]], pieces[1::2]
