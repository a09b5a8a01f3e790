"""Reminders as rules: before or after, by who has answered what, at a clock time, for one session or all, forward only."""

from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy

import pytest

from services.notify.domain.letters.compose import compose
from services.notify.domain.letters.compose_context import ComposeContext, DeliveryTask
from services.notify.domain.reminder import rule_named
from services.notify.render.email import render
from shared import times
from shared.reminders import ReminderRule, code_of, due_of
from tests.support.notify import (
    NOW,
    UnitInMemory,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)
from tests.support.notify_running import SENDER_CONFIG

STARTS = datetime(2021, 1, 20, 8, tzinfo=UTC)  # 9.00, until 12.00
ENDS = STARTS + timedelta(hours=3)
SILENT = ReminderRule(days_before=3, at="10:00", to="silent")
WAITING = ReminderRule(days_before=1, to="waiting")
UNSURE = ReminderRule(days_before=2, at="08:30", to="unsure")
PRESENT = ReminderRule(days_after=1, at="13:00", to="present", text="Tack, {{förnamn}}!")
EVERYBODY = ReminderRule(hours_after=1)


def unit(*events, rules, now=NOW, session=None):
    return UnitInMemory(
        an_organiser(), a_programme(), a_cohort(reminders=rules), session or a_session(), a_person(), *events, now=now
    )  # fmt: skip


def by_rules(found):
    kinds = {"reminder", "follow_up", "invitation_reminder"}
    return sorted((row.kind, row.due_at) for row in found.rows.values() if row.kind in kinds and row.is_open)


def letter(found, kind):
    (row,) = [row for row in found.rows.values() if row.kind == kind and row.is_open]
    task = DeliveryTask(id=row.id, key=row.key, kind=kind, payload=row.payload, seat_id=row.seat_id)
    context = ComposeContext(
        task=task,
        state=found.unit_state(),
        entries=found.entries,
        sender_config=SENDER_CONFIG,
        now=row.due_at,
    )
    return compose(context, [])


def at(day, clock):
    return times.instant(date.fromisoformat(day), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (ReminderRule(days_before=3), at("2021-03-26", "09:00")),
        (ReminderRule(days_before=3, at="17:30"), at("2021-03-26", "17:30")),
        (ReminderRule(hours_before=2), at("2021-03-29", "07:00")),
        (ReminderRule(days_after=0, at="16:00"), at("2021-03-29", "16:00")),
        (ReminderRule(days_after=0, at="08:00"), at("2021-03-29", "12:00")),  # never before the end
        (ReminderRule(days_after=2), at("2021-03-31", "09:00")),
        (ReminderRule(hours_after=4), at("2021-03-29", "16:00")),
    ],
)
def test_a_rule_is_due_at_a_local_time_before_the_start_or_after_the_end(rule, due):
    """The clocks change on 28 March 2021, the day before the session."""
    starts = at("2021-03-29", "09:00")
    assert due_of(rule, starts, starts + timedelta(hours=3), date(2021, 3, 29)) == due


def test_a_follow_up_of_a_whole_day_comes_after_its_last_hour_in_autumn_too():
    day = date(2021, 10, 31)  # 25 hours
    rule = ReminderRule(days_after=1, at="09:00")
    assert due_of(rule, None, times.end_of_day(day), day) == at("2021-11-01", "09:00")
    assert due_of(ReminderRule(days_before=1), None, times.end_of_day(day), day) == at("2021-10-30", "09:00")
    assert due_of(rule, None, None, None) is None


def test_each_goes_to_whom_it_is_for():
    rules = (SILENT, WAITING, UNSURE, PRESENT)
    assert by_rules(unit(a_registration(), rules=rules)) == []
    waiting = unit(a_registration(a_seat(status="waiting", position=1), status="waiting"), rules=rules)
    assert by_rules(waiting) == [("reminder", STARTS - timedelta(days=1))]
    there = unit(a_registration(a_seat(was_present=True)), rules=rules)
    assert by_rules(there) == [("follow_up", at("2021-01-21", "13:00"))]


def test_somebody_who_is_silent_is_reminded_until_they_answer():
    asked = an_invitation(respond_by=date(2021, 1, 19))
    found = unit(asked, rules=(SILENT,))
    found.send()
    found.take(newer(asked, status="sent"))
    assert by_rules(found) == [("invitation_reminder", at("2021-01-17", "10:00"))]
    found.take(newer(newer(asked), status="declined"))
    assert by_rules(found) == []


def test_nobody_is_reminded_after_the_last_day_to_answer_or_twice_on_a_day():
    late = unit(an_invitation(respond_by=date(2021, 1, 16)), rules=(SILENT,))
    late.send()
    late.take(newer(an_invitation(respond_by=date(2021, 1, 16)), status="sent"))
    assert by_rules(late) == []
    by_hand = at("2021-01-17", "08:00")
    twice = unit(an_invitation(respond_by=None), rules=(SILENT,))
    twice.send()
    twice.take(newer(an_invitation(respond_by=None), status="sent", reminded_at=by_hand))
    assert [due for kind, due in by_rules(twice) if due != twice.now] == []


def test_unsure_is_who_has_answered_maybe_in_the_calendar():
    found = unit(a_registration(a_seat(is_unsure=True)), rules=(UNSURE,))
    found.send()
    assert by_rules(found) == [("reminder", at("2021-01-18", "08:30"))]
    mail = letter(found, "reminder")
    assert mail.reminder_to == "unsure"
    assert "kanske kommer" in text_of(mail)
    found.take(newer(a_registration(a_seat())))
    assert by_rules(found) == []


def test_a_rule_about_one_session_leaves_the_others_alone():
    rule = ReminderRule(days_before=1, session_id=an_id("session 2"))
    seats = a_registration(a_seat(1), a_seat(2))
    found = unit(a_session(2), seats, rules=(rule,))
    reminded = {row.seat_id for row in found.rows.values() if row.kind == "reminder"}
    assert reminded == {a_seat(2).id}


def test_a_follow_up_says_what_the_organiser_wrote_and_goes_only_to_who_was_there():
    found = unit(a_registration(a_seat(was_present=True)), rules=(PRESENT,), now=ENDS)
    mail = letter(found, "follow_up")
    assert mail.rule_text == "Tack, {{förnamn}}!"
    assert "Tack, Karin!" in text_of(mail)
    found.take(newer(a_registration(a_seat())))
    assert by_rules(found) == []


def test_a_rule_made_today_mails_nobody_about_what_was_due_before_unless_it_is_filled_in():
    later = ENDS + timedelta(days=2)
    forward = ReminderRule(hours_after=1, since=later)
    assert by_rules(unit(a_registration(), rules=(forward,), now=later)) == []
    found = unit(a_registration(), rules=(EVERYBODY,), now=later)
    assert by_rules(found) == [("follow_up", ENDS + timedelta(hours=1))]
    old = ENDS + timedelta(days=8)
    assert by_rules(unit(a_registration(), rules=(EVERYBODY,), now=old)) == []
    came_late = a_registration(a_seat(since=later), registered_at=later)
    assert by_rules(unit(came_late, rules=(EVERYBODY,), now=later)) == []


def test_a_cancelled_session_and_a_seat_given_up_are_not_followed_up():
    found = unit(a_registration(), rules=(EVERYBODY,))
    assert [kind for kind, _ in by_rules(found)] == ["follow_up"]
    found.take(newer(a_session(), status="cancelled"))
    assert by_rules(found) == []
    left = unit(a_registration(a_seat(status="withdrawn"), status="withdrawn"), rules=(EVERYBODY,))
    assert by_rules(left) == []


def test_the_keys_of_rules_that_were_there_before_stay():
    assert code_of(ReminderRule(days_before=7)) == "d7"
    assert code_of(ReminderRule(hours_before=24)) == "h24"
    rules = (SILENT, WAITING, UNSURE, PRESENT, EVERYBODY)
    assert len({code_of(rule) for rule in rules}) == len(rules)


def test_the_words_of_one_session_go_before_those_of_all():
    own = ReminderRule(days_before=1, session_id=an_id("session 2"), text="Den andra")
    every = ReminderRule(days_before=1, text="Alla")
    assert rule_named((every, own), "d1", {an_id("session 2")}) == own
    assert rule_named((every, own), "d1", {an_id("session 1")}) == every
    assert rule_named((own,), "d1", {an_id("session 1")}) is None


def text_of(mail):
    message = message_from_bytes(render(mail).message, policy=policy.default)
    return message.get_body(("plain",)).get_content()
