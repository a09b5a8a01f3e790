"""`/r/…` right after a yes: that it is done, which dates, and what happens now."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Response

from services.registration.domain.session import Session
from services.registration.web.kit import dates, phrases
from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.kit.layout import Layout, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.my_page.dates import MyPageContext, mine_in_terms
from services.registration.web.wording import Wording, number, plural
from shared import times


class DonePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    terms: tuple[TimelineTerm, ...]
    steps: tuple[Fact, ...]
    mine: str
    withdraw_all: str


def done(it: MyPageContext) -> Response[bytes]:
    """Du är anmäld; or on the waiting list, where that is all there was."""
    texts = it.words.mine
    heading = texts.waiting if it.registration.status == "waiting" else texts.done
    page = DonePage(
        layout=build_layout(
            PageContext(it.locale, it.setting, here=it.path, query={"ny": "1"}), title=heading
        ),
        hero=Hero(kind=it.setting.programme_title, heading=heading, leads=(_lead(it),)),
        terms=mine_in_terms(it, actions=False),
        steps=_steps(it),
        mine=it.locale.address(it.path),
        withdraw_all=it.locale.address(it.path, avanmal="alla"),
    )
    return respond("done", page, language=it.locale.language)


def _lead(it: MyPageContext) -> str:
    words, texts = it.words, it.words.mine
    confirmed, waiting = _held(it, "confirmed"), _held(it, "waiting")
    name = phrases.first_name(it.setting)
    parts = [words.after.thanks_short_name.format(name=name) if name else words.after.thanks_short]
    if not confirmed:
        return " ".join([*parts, words.waiting.all_taken, waiting_list.what_follows(it.setting, words)])
    parts.append(plural(texts.done_lead, len(confirmed), words))
    if len(waiting) == 1:
        parts.append(texts.done_waits_one.format(title=waiting[0].title))
    elif waiting:
        titles = phrases.listed([session.title for session in waiting], words)
        parts.append(texts.done_waits_many.format(titles=titles))
    if (first := next((s for s in confirmed if s.on), None)) is not None:
        when = dates.in_words(first, it.locale.language, this_year=times.local(it.now).year)
        parts.append(texts.first_meeting.format(when=when))
    return " ".join(parts)


def _held(it: MyPageContext, status: str) -> list[Session]:
    return [s for s in it.ahead() if (seat := it.holds(s)) is not None and seat.status == status]


def _steps(it: MyPageContext) -> tuple[Fact, ...]:
    """Only what is true: no mail is promised that is not sent."""
    texts, steps = it.words.mine, []
    confirmed = [session for session in _held(it, "confirmed") if session.on]
    if it.setting.confirmations and it.registration.origin != "kallelse":
        to = texts.step_confirmation_own
        if it.setting.person_email and not it.setting.protected_identity:
            to = texts.step_confirmation_to.format(email=it.setting.person_email)
        steps.append(Fact(texts.step_confirmation, to))
    if confirmed and it.registration.calendar == "invitations":
        heading = texts.step_calendar_one if len(confirmed) == 1 else texts.step_calendar_many
        steps.append(Fact(heading, texts.step_calendar_text))
    elif confirmed and it.registration.calendar == "subscription":
        steps.append(Fact(texts.step_feed, texts.step_feed_text))
    if confirmed and it.setting.reminders:
        when = phrases.listed([reminder_in_words(rule, it.words) for rule in it.setting.reminders], it.words)
        steps.append(
            Fact(texts.step_reminders, texts.step_reminders_text.format(when=when[:1].upper() + when[1:]))
        )
    if _held(it, "waiting") and confirmed:
        steps.append(Fact(texts.step_waiting, waiting_list.what_follows(it.setting, it.words)))
    return tuple(steps)


def reminder_in_words(
    rule: Mapping[str, Any], words: Wording
) -> str:  # Any: whole numbers, as in ReminderRule
    """`en vecka före`, `dagen före`, `två timmar före`."""
    texts = words.mine
    days_before, hours = rule.get("days_before"), rule.get("hours_before")
    if days_before is not None:
        known = {0: texts.same_day, 1: texts.day_before, 7: texts.week_before}
        return known.get(days_before) or texts.days_before.format(n=number(days_before, words))
    return texts.hour_before if hours == 1 else texts.hours_before.format(n=number(hours or 0, words))
