"""`/r/…` right after registering: confirmation, dates, and the next steps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from litestar import Response

from services.registration.domain.sessions.session import Session
from services.registration.web.kit import dates, phrases
from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.kit.layout import Layout, PageContext, build_layout
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.my_page.context import MyPageContext
from services.registration.web.pages.my_page.dates import own_dates_by_term
from services.registration.web.wording import Wording, number, plural
from shared import times
from shared.occasions import occasions
from shared.reminders import due_at


class DonePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    terms: tuple[TimelineTerm, ...]
    steps: tuple[Fact, ...]
    mine: str
    withdraw_all: str


def done(context: MyPageContext) -> Response[bytes]:
    """The confirmation page: registered, or on the waiting list if no seat was free."""
    texts = context.words.mine
    heading = texts.waiting if context.registration.status == "waiting" else texts.done
    page = DonePage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=context.path, query={"ny": "1"}), title=heading
        ),
        hero=Hero(kind=context.setting.programme_title, heading=heading, leads=(_lead(context),)),
        terms=own_dates_by_term(context, actions=False),
        steps=_steps(context),
        mine=context.locale.address(context.path),
        withdraw_all=context.locale.address(context.path, avanmal="alla"),
    )
    return respond("done", page, language=context.locale.language)


def _lead(context: MyPageContext) -> str:
    words, texts = context.words, context.words.mine
    confirmed, waiting = _sessions_with(context, "confirmed"), _sessions_with(context, "waiting")
    name = phrases.first_name(context.setting)
    parts = [words.after.thanks_short_name.format(name=name) if name else words.after.thanks_short]
    if not confirmed:
        return " ".join([*parts, words.waiting.all_taken, waiting_list.what_follows(context.setting, words)])
    choosable = [s for s in context.sessions if context.is_ahead(s) and s.on and s.choice_group is None]
    count = len(occasions(confirmed))
    if count > 1 and confirmed == choosable:
        parts.append(texts.done_lead_all.format(n=number(count, words)))
    else:
        parts.append(plural(texts.done_lead, count, words))
    if len(waiting) == 1:
        parts.append(texts.done_waits_one.format(title=waiting[0].title))
    elif waiting:
        titles = phrases.listed([session.title for session in waiting], words)
        parts.append(texts.done_waits_many.format(titles=titles))
    if (first := next((s for s in confirmed if s.on), None)) is not None:
        when = dates.in_words(first, context.locale.language, this_year=times.local(context.now).year)
        parts.append(texts.first_meeting.format(when=when))
    return " ".join(parts)


def _sessions_with(context: MyPageContext, status: str) -> list[Session]:
    return [s for s in context.ahead() if (seat := context.seat_in(s)) is not None and seat.status == status]


def _steps(context: MyPageContext) -> tuple[Fact, ...]:
    """The next steps; only mails that will be sent are mentioned."""
    texts, steps = context.words.mine, []
    confirmed = [session for session in _sessions_with(context, "confirmed") if session.on]
    if context.setting.confirmations and context.registration.origin != "kallelse":
        text = texts.step_confirmation_own
        if context.setting.person_email and not context.setting.protected_identity:
            text = texts.step_confirmation_to.format(email=context.setting.person_email)
        steps.append(Fact(texts.step_confirmation, text))
    if confirmed and context.registration.calendar == "invitations":
        heading = texts.step_calendar_one if len(confirmed) == 1 else texts.step_calendar_many
        steps.append(Fact(heading, texts.step_calendar_text))
    elif confirmed and context.registration.calendar == "subscription":
        steps.append(Fact(texts.step_feed, texts.step_feed_text))
    if rules := [rule for rule in context.setting.reminders if _is_sent(context, confirmed, rule)]:
        when = phrases.listed([reminder_in_words(rule, context.words) for rule in rules], context.words)
        steps.append(
            Fact(texts.step_reminders, texts.step_reminders_text.format(when=when[:1].upper() + when[1:]))
        )
    if _sessions_with(context, "waiting") and confirmed:
        steps.append(Fact(texts.step_waiting, waiting_list.what_follows(context.setting, context.words)))
    return tuple(steps)


def _is_sent(context: MyPageContext, confirmed: Sequence[Session], rule: Mapping[str, Any]) -> bool:
    """Whether the rule will remind of one of the sessions: it is still ahead, and was when the session's time was set."""
    if rule.get("to", "seat") != "seat":
        return False
    since, only = rule.get("since"), rule.get("session_id")
    made_at = [context.now, *([datetime.fromisoformat(since)] if since else [])]
    return any(
        due >= max(*made_at, session.timed_at)
        for session in confirmed
        if only in {None, str(session.id)}
        and (
            due := due_at(
                session.starts_at,
                session.on,
                days_before=rule.get("days_before"),
                hours_before=rule.get("hours_before"),
                at=rule.get("at"),
            )
        )
    )


def reminder_in_words(rule: Mapping[str, Any], words: Wording) -> str:  # Any: integers, as in ReminderRule
    """`en vecka före`, `dagen före`, `två timmar före`."""
    texts = words.mine
    days_before, hours = rule.get("days_before"), rule.get("hours_before")
    if days_before is not None:
        known = {0: texts.same_day, 1: texts.day_before, 7: texts.week_before}
        return known.get(days_before) or texts.days_before.format(n=number(days_before, words))
    return texts.hour_before if hours == 1 else texts.hours_before.format(n=number(hours or 0, words))
