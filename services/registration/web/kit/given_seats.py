"""The page of somebody whose substitutes have every seat: who comes to which date, and a way to take the seats back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from litestar import Response

from services.registration.domain.options import is_ahead
from services.registration.domain.sessions.session import Session
from services.registration.store.substitutes import GivenSeat
from services.registration.web.kit import dates
from services.registration.web.kit.layout import PageContext
from services.registration.web.kit.message import PostButton, message
from services.registration.web.kit.parts import Fact
from services.registration.web.wording import WORDING
from shared import times


def all_given(
    context: PageContext,
    given: Mapping[UUID, GivenSeat],
    sessions: Sequence[Session],
    *,
    path: str,
    title: str,
    now: datetime,
) -> Response[bytes]:
    """The receipt for a substitution, and what it says until the dates; the form posts to `path`."""
    own = WORDING[context.locale.language].own
    concerned = [session for session in sessions if session.id in given]
    if not concerned:
        gone = own.given_up
        return message(context, status=200, kind=title, heading=gone.title, leads=(gone.detail,))
    name = _only({given[session.id].shown_name for session in concerned})
    can_take_back = any(
        is_ahead(session, now) and not given[session.id].is_by_position for session in concerned
    )
    is_by_position = all(given[session.id].is_by_position for session in concerned)
    button = PostButton(
        action=context.locale.address(path), field="take_back", value="all", text=own.take_back_all
    )
    return message(
        context,
        status=200,
        kind=title,
        heading=own.comes_instead.format(name=name) if name else own.all_sent,
        leads=(own.all_sent_lead, *((own.goes_with_post,) if is_by_position else ())),
        facts=tuple(
            Fact(
                f"{session.title}, {_when(session, context, now)}",
                given[session.id].shown_name
                or (own.your_successor if given[session.id].is_by_position else own.your_substitute),
            )
            for session in concerned
        ),
        texts=(own.take_back_about,) if can_take_back else (),
        button=button if can_take_back else None,
    )


def _only(names: Collection[str | None]) -> str | None:
    return next(iter(names)) if len(names) == 1 else None


def _when(session: Session, context: PageContext, now: datetime) -> str:
    return dates.in_words(session, context.locale.language, this_year=times.local(now).year)
