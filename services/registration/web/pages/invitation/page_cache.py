"""The cache of invitation pages: rendered once with placeholders for personal values, filled in for each person.

A page is rendered from an `InvitationPageInputs` only, and the whole struct is the cache key: what is not in it cannot be
on the page, and a new field of an invitation, a seat or a setting becomes part of the key. So a cached page is never
older than its data.
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

from services.registration.domain.sessions.session import begins, over_at
from services.registration.store.views.invitation_batch import PersonSetting, open_invitation
from services.registration.store.views.participant import Invitation, OwnSeat
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.page_cache import PageCache, SplitPage
from services.registration.web.pages.invitation.dates import InvitationContext
from shared import times
from shared.clean import without_overrides

# Random, so that no stored text can contain a placeholder.
_PLACEHOLDER: Final = f"\ue000{secrets.token_hex(8)}-%s\ue001"
_PLACEHOLDERS: Final = re.compile(_PLACEHOLDER.replace("%s", r"(\w+)"))
_NOBODY: Final = UUID(int=0)

# The values that are filled in, if not empty.
_PERSONAL: Final[dict[str, Callable[[InvitationContext], str | None]]] = {
    "path": attrgetter("path"),
    "my_path": attrgetter("my_path"),
    "name": attrgetter("setting.person_name"),
    "email": attrgetter("setting.person_email"),
    "role": attrgetter("invitation.role"),
    "organisation": attrgetter("invitation.organisation"),
}
# Fields that do not affect the page, set to constants. `common` contains the data of organiser and cohort.
_INVITATION_WITHOUT: Final[dict[str, Any]] = {
    "id": _NOBODY,
    "organiser_id": _NOBODY,
    "cohort_id": _NOBODY,
    "person_id": _NOBODY,
    "generation": 0,
    "registration_generation": 0,
    "invited_at": datetime.min.replace(tzinfo=UTC),
}
_SEAT_WITHOUT: Final[dict[str, Any]] = {
    "id": _NOBODY,
    "generation": 0,
    "since": datetime.min.replace(tzinfo=UTC),
}


class InvitationPageInputs(msgspec.Struct, frozen=True, kw_only=True):
    """The input of an invitation page, with placeholders for the values that are filled in.

    `common`: the JSON that all invitations of the cohort share. `now`: the last moment at which the page changed with
    time, so that it is equal for all requests until the next such moment.
    """

    locale: Locale
    common: str
    path: str
    my_path: str | None
    invitation: Invitation
    person: PersonSetting
    seats: tuple[OwnSeat, ...]
    moved: tuple[UUID, ...]
    now: datetime

    def context(self) -> InvitationContext:
        """The context that the page is rendered from."""
        opened = open_invitation(self.common, self.invitation, self.person, self.seats)
        return InvitationContext(
            locale=self.locale,
            path=self.path,
            my_path=self.my_path,
            invitation=opened.invitation,
            setting=opened.setting,
            sessions=opened.sessions,
            seats=opened.seats,
            moved=frozenset(self.moved),
            common=opened.common,
            now=self.now,
        )


def page(cache: PageCache, context: InvitationContext, render: Callable[[InvitationContext], bytes]) -> bytes:
    """The page of an invitation as bytes: from the cache, or rendered by `render` and cached.

    A page with questions or with the person's message is rendered each time.
    """
    if context.questions is not None or context.invitation.message:
        return render(context)
    inputs = inputs_of(context)
    cached = cache.get(msgspec.msgpack.encode(inputs), lambda: _split(render(inputs.context())))
    return cached.filled(lambda name: escape(without_overrides(_PERSONAL[name](context) or "")).encode())


def inputs_of(context: InvitationContext) -> InvitationPageInputs:
    """The cache key of an invitation's page."""
    placeholders = {
        name: _PLACEHOLDER % name if get(context) else get(context) for name, get in _PERSONAL.items()
    }
    invitation, setting = context.invitation, context.setting
    return InvitationPageInputs(
        locale=context.locale,
        common=context.common,
        path=placeholders["path"] or "",
        my_path=placeholders["my_path"],
        invitation=msgspec.structs.replace(
            invitation,
            role=placeholders["role"],
            organisation=placeholders["organisation"],
            registration_id=_NOBODY if invitation.registration_id else None,
            **_INVITATION_WITHOUT,
        ),
        person=PersonSetting(
            person_name=placeholders["name"] or "",
            person_email=placeholders["email"],
            person_language=setting.person_language,
            language_chosen=setting.language_chosen,
            protected_identity=setting.protected_identity,
        ),
        seats=tuple(msgspec.structs.replace(seat, **_SEAT_WITHOUT) for seat in context.seats.values()),
        moved=tuple(sorted(context.moved)),
        now=_last_change(context),
    )


def _last_change(context: InvitationContext) -> datetime:
    """When the page last changed with time: at midnight, at a session's start or end, or at the deadline."""
    moments: list[datetime | None] = [times.start_of_day(times.local(context.now).date())]
    for session in context.sessions:
        moments += [begins(session), over_at(session.on, session.starts_at, session.ends_at)]
    if context.invitation.respond_by is not None:
        moments.append(times.end_of_day(context.invitation.respond_by))
    return max(moment for moment in moments if moment is not None and moment <= context.now)


def _split(page: bytes) -> SplitPage:
    pieces = _PLACEHOLDERS.split(page.decode())
    return SplitPage([piece.encode() for piece in pieces[::2]], pieces[1::2])
