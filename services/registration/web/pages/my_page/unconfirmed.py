"""`/r/…` of a registration that nobody has confirmed: the page with one button, the press of it, and what is left after its time."""

from collections.abc import Sequence
from datetime import datetime

from litestar import Response

from services.registration.actions.registrations.confirm_registration import confirm
from services.registration.domain.errors import ConfirmationOver
from services.registration.domain.sessions.session import Session, is_over
from services.registration.store import unconfirmed
from services.registration.store.transaction import reading
from services.registration.store.views.participant import OwnSeat
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
        facts=tuple(_fact(context, session, until) for session in _shown(context)),
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
    texts = context.words.confirming
    lead = texts.lead.format(when=_when(context, until))
    seats = [context.seats[session.id] for session in _shown(context) if context.is_ahead(session)]
    held = [seat for seat in seats if seat.is_offered and not _is_let_go(context, seat)]
    if held:
        return f"{lead} {plural(texts.lead_held, len(held), context.words)}"
    is_waiting = any(seat.status == "waiting" and not seat.is_offered for seat in seats)
    return f"{lead} {texts.lead_waiting}" if is_waiting else lead


def _is_let_go(context: MyPageContext, seat: OwnSeat) -> bool:
    is_late = seat.offered_until is not None and seat.offered_until <= context.now
    return seat.status == "withdrawn" or is_late


def _shown(context: MyPageContext) -> Sequence[Session]:
    """The sessions that were chosen and are not over, cancelled ones too."""
    return [s for s in context.sessions if s.id in context.seats and not is_over(s, context.now)]


def _fact(context: MyPageContext, session: Session, until: datetime) -> Fact:
    """A date that was chosen, and what confirming gives there."""
    texts, language = context.words.confirming, context.locale.language
    seat = context.seats[session.id]
    if session.status == "cancelled":
        status = context.words.days.cancelled
    elif _is_let_go(context, seat):
        status = texts.let_go
    elif seat.offered_until is None:
        status = texts.waits
    elif seat.offered_until < until:
        status = texts.held_until.format(when=_when(context, seat.offered_until))
    else:
        status = texts.held
    when = days.in_words(session, language, this_year=times.local(context.now).year)
    return Fact(session.title, f"{when[:1].upper()}{when[1:]}. {status}.")


def _when(context: MyPageContext, moment: datetime) -> str:
    return dates.when(moment, None, context.locale.language, year=False)
