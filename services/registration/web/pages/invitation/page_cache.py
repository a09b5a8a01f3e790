"""Invitation pages, rendered once for all who see the same but for a name, an address and a link, which are filled in.

A page is rendered from an `InvitationPageInputs` and from nothing else, and is kept under all of that struct: what is not
in it cannot be on the page, and a new field of an invitation, a seat or a setting is part of the key by itself. So no
page is shown that is older than what it is made from.
"""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec
from markupsafe import escape

from services.registration.domain.session import begins, over_at
from services.registration.store.views.invitation_batch import PersonSetting, open_invitation
from services.registration.store.views.participant import Invitation, OwnSeat
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.page_cache import PageCache, SplitPage
from services.registration.web.pages.invitation.dates import InvitationContext
from shared import times

# Unguessable, so that nobody can write a placeholder into a title and have it filled in.
_PLACEHOLDER: Final = f"\ue000{secrets.token_hex(8)}-%s\ue001"
_PLACEHOLDERS: Final = re.compile(_PLACEHOLDER.replace("%s", r"(\w+)"))
_NOBODY: Final = UUID(int=0)

# What is filled in, where there is any.
_PERSONAL: Final[dict[str, Callable[[InvitationContext], str | None]]] = {
    "path": attrgetter("path"),
    "my_path": attrgetter("my_path"),
    "name": attrgetter("setting.person_name"),
    "email": attrgetter("setting.person_email"),
    "role": attrgetter("invitation.role"),
    "organisation": attrgetter("invitation.organisation"),
}
# What the page is rendered without. Who and what an organiser and a cohort are is in `common`.
_INVITATION_WITHOUT: Final[dict[str, Any]] = {
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


class InvitationPageInputs(msgspec.Struct, frozen=True, kw_only=True):
    """All that an invitation page is rendered from, with placeholders for what is filled in.

    `common`: what the page has in common with every other of the cohort, as it was read. `now`: the last moment at which
    anything on the page changed by time alone, so that it is the same for all who look before the next.
    """

    locale: Locale
    common: str
    path: str
    my_path: str | None
    invitation: Invitation
    person: PersonSetting
    seats: tuple[OwnSeat, ...]
    now: datetime

    def context(self) -> InvitationContext:
        """What the page is rendered from."""
        opened = open_invitation(self.common, self.invitation, self.person, self.seats)
        return InvitationContext(
            locale=self.locale,
            path=self.path,
            my_path=self.my_path,
            invitation=opened.invitation,
            setting=opened.setting,
            sessions=opened.sessions,
            seats=opened.seats,
            common=opened.common,
            now=self.now,
        )


def page(cache: PageCache, it: InvitationContext, render: Callable[[InvitationContext], bytes]) -> bytes:
    """The page that `render` gives for an invitation; rendered only where none like it is kept.

    With questions, or with a message of the person's own, it is rendered for them alone.
    """
    if it.asked is not None or it.invitation.message:
        return render(it)
    inputs = inputs_of(it)
    kept = cache.get(msgspec.msgpack.encode(inputs), lambda: _split(render(inputs.context())))
    return kept.filled(lambda name: escape(_PERSONAL[name](it)).encode())


def inputs_of(it: InvitationContext) -> InvitationPageInputs:
    """What the page of an invitation is rendered from."""
    mark = {name: _PLACEHOLDER % name if get(it) else get(it) for name, get in _PERSONAL.items()}
    invitation, setting = it.invitation, it.setting
    return InvitationPageInputs(
        locale=it.locale,
        common=it.common,
        path=mark["path"] or "",
        my_path=mark["my_path"],
        invitation=msgspec.structs.replace(
            invitation,
            role=mark["role"],
            organisation=mark["organisation"],
            registration_id=_NOBODY if invitation.registration_id else None,
            **_INVITATION_WITHOUT,
        ),
        person=PersonSetting(
            person_name=mark["name"] or "",
            person_email=mark["email"],
            person_language=setting.person_language,
            language_chosen=setting.language_chosen,
            protected_identity=setting.protected_identity,
        ),
        seats=tuple(msgspec.structs.replace(seat, **_SEAT_WITHOUT) for seat in it.seats.values()),
        now=_last_change(it),
    )


def _last_change(it: InvitationContext) -> datetime:
    """The last moment at which the page changed by time alone: a new day, a session's begin or end, the last day's end."""
    moments: list[datetime | None] = [times.start_of_day(times.local(it.now).date())]
    for session in it.sessions:
        moments += [begins(session), over_at(session.on, session.starts_at, session.ends_at)]
    if it.invitation.respond_by is not None:
        moments.append(times.end_of_day(it.invitation.respond_by))
    return max(moment for moment in moments if moment is not None and moment <= it.now)


def _split(page: bytes) -> SplitPage:
    pieces = _PLACEHOLDERS.split(page.decode())
    return SplitPage([piece.encode() for piece in pieces[::2]], pieces[1::2])
