"""`/r/…` of a registration that nobody has confirmed: the page with one button, the press of it, and what is left after its time."""

from collections.abc import Sequence
from datetime import datetime

from litestar import Response

from services.registration.actions.registrations.confirm_registration import confirm
from services.registration.domain.errors import ConfirmationOver
from services.registration.domain.session import Session
from services.registration.store import unconfirmed
from services.registration.store.transaction import reading
from services.registration.web.kit import dates as days
from services.registration.web.kit.layout import Link, PageContext
from services.registration.web.kit.message import PostButton, message
from services.registration.web.kit.parts import Fact
from services.registration.web.kit.phrases import listed
from services.registration.web.kit.responses import go_to
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.page import data_links
from services.registration.web.services import Services
from services.registration.web.wording import plural
from shared import dates, times

CONFIRM = "confirm"


async def press(services: Services, context: MyPageContext) -> Response[bytes]:
    """Confirm the registration; the next page is what follows every registration, or says that the time has run out."""
    try:
        await confirm(services.pool, context.caller, context.registration.id)
    except ConfirmationOver:
        return let_go(context, status=409)
    services.wake()
    return go_to(context.locale.address(context.path, ny="1"))


async def page(services: Services, context: MyPageContext, *, status: int = 200) -> Response[bytes]:
    """The page that asks to confirm; a GET changes nothing, because mail scanners follow links."""
    registration, texts = context.registration, context.words.confirming
    until = registration.confirm_until
    if until is None or until <= context.now:
        return let_go(context, status=status)
    async with reading(services.pool) as conn:
        names = await unconfirmed.list_names(
            conn,
            registration.organiser_id,
            registration.id,
            cohort_id=registration.cohort_id,
            now=context.now,
        )
    if not context.setting.protected_identity:
        names = [context.setting.person_name, *names]
    for_whom = (texts.for_whom.format(names=listed(names, context.words)),) if names else ()
    return message(
        _context(context),
        status=status,
        kind=context.setting.programme_title,
        heading=texts.heading,
        leads=(_lead(context, until), *for_whom),
        texts=(texts.not_you,),
        facts=tuple(
            _fact(context, session, until) for session in context.sessions if _is_shown(context, session)
        ),
        button=PostButton(
            action=context.locale.address(context.path),
            field=CONFIRM,
            value="1",
            text=texts.button,
            is_primary=True,
        ),
    )


def let_go(context: MyPageContext, *, status: int = 200) -> Response[bytes]:
    """The page after the time: the seats are gone, and where to register again."""
    texts, setting = context.words.confirming, context.setting
    until = context.registration.confirm_until or context.now
    is_open = setting.is_open and setting.cohort_status == "open"
    return message(
        _context(context),
        status=status,
        kind=setting.programme_title,
        heading=texts.over.title,
        leads=(texts.over.detail.format(when=_when(context, until)),),
        texts=(texts.over_again,) if is_open else (context.words.mine.withdrawn_ask,),
        link=Link(texts.over_link, context.locale.address(f"/{setting.slug}/{setting.cohort_slug}"))
        if is_open
        else None,
    )


def _context(context: MyPageContext) -> PageContext:
    return PageContext(context.locale, context.setting, here=context.path, more_links=data_links(context)[:1])


def _lead(context: MyPageContext, until: datetime) -> str:
    texts, when = context.words.confirming, _when(context, until)
    held = [session for session in _shown(context) if context.is_offered(session)]
    if not held:
        return texts.lead_waiting.format(when=when)
    return plural(texts.lead_held, len(held), context.words, when=when)


def _shown(context: MyPageContext) -> Sequence[Session]:
    return [session for session in context.sessions if _is_shown(context, session)]


def _is_shown(context: MyPageContext, session: Session) -> bool:
    return session.id in context.seats and context.is_ahead(session)


def _fact(context: MyPageContext, session: Session, until: datetime) -> Fact:
    """A date that was chosen, and what confirming gives there."""
    texts, language = context.words.confirming, context.locale.language
    seat = context.seats[session.id]
    if session.status == "cancelled":
        status = context.words.days.cancelled
    elif seat.status == "withdrawn":
        status = texts.let_go
    elif seat.offered_until is None:
        status = texts.waits
    else:
        is_shorter = seat.offered_until < until
        status = (
            texts.held_until.format(when=_when(context, seat.offered_until)) if is_shorter else texts.held
        )
    when = days.in_words(session, language, this_year=times.local(context.now).year)
    return Fact(session.title, f"{when[:1].upper()}{when[1:]}. {status}.")


def _when(context: MyPageContext, moment: datetime) -> str:
    return dates.when(moment, None, context.locale.language, year=False)
