"""The texts and actions of a waiting-list place and of an offered seat."""

from datetime import datetime

import msgspec

from services.registration.domain.sessions.session import Session
from services.registration.store.views.participant import CohortSetting, OwnSeat
from services.registration.web.kit.dates import DateAction, DateStatus
from services.registration.web.kit.parts import Notice
from services.registration.web.wording import Wording, plural
from shared import dates
from shared.language import Language


class WaitTexts(msgspec.Struct, frozen=True, kw_only=True):
    """The state of a waiting-list place; without `actions` the person can only leave the list."""

    status: DateStatus
    texts: tuple[str, ...]
    actions: tuple[DateAction, ...] = ()


def wait(
    seat: OwnSeat,
    session: Session,
    setting: CohortSetting,
    *,
    words: Wording,
    language: Language,
    now: datetime,
    says_rule: bool = False,
) -> WaitTexts:
    """The place in line, if `says_rule` with the order rule; or an offered seat with its deadline and the two answers."""
    sentences = words.waiting
    if seat.offered_until is None:
        place = seat.place_in_line or 1
        before = sentences.first if place == 1 else plural(sentences.before, place - 1, words)
        return WaitTexts(
            status=DateStatus("wait", words.days.you_wait.format(place=place)),
            texts=(before, f"{what_follows(setting, words)} {rule(setting, words)}")
            if says_rule
            else (before,),
        )
    when = dates.when(seat.offered_until, None, language, year=False)
    if seat.offered_until <= now:
        return WaitTexts(
            status=DateStatus("off", sentences.ran_out), texts=(sentences.ran_out_text.format(when=when),)
        )
    return WaitTexts(
        status=DateStatus("wait", sentences.held),
        texts=(sentences.answer_by.format(when=when),),
        actions=(
            DateAction(text=sentences.accept, about=session.title, field="accept", value=str(session.id)),
            DateAction(text=sentences.decline, about=session.title, field="withdraw", value=str(session.id)),
        ),
    )


def what_follows(setting: CohortSetting, words: Wording) -> str:
    """What happens when a seat becomes free: it is offered where registration is open to all, else assigned."""
    return words.waiting.asked if setting.is_open else words.waiting.given


def rule(setting: CohortSetting, words: Wording) -> str:
    """The rule that decides who moves up first."""
    by_time = setting.waiting_order == "time"
    return words.waiting.by_time if by_time else words.waiting.by_organisation


def declined(seat: OwnSeat, session: Session, words: Wording) -> Notice | None:
    """The notice after an offer was declined; None if there was no offer or it expired."""
    if seat.status != "withdrawn" or seat.offered_until is None or seat.ran_out:
        return None
    sentences = words.waiting
    return Notice(heading=sentences.declined.format(title=session.title), text=sentences.declined_lead)
