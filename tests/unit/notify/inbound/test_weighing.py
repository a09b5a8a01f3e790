"""Which answers count, which wait for a person, and which change nothing."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from services.notify.domain.inbound.itip import AnsweringAttendee, CalendarReply
from services.notify.domain.inbound.weighing import AskedSeat, LastAnswer, WeighedAnswer, weigh

NOW = datetime(2021, 1, 11, 12, tzinfo=UTC)
STARTS = datetime(2021, 1, 20, 8, tzinfo=UTC)
KARIN = "karin@nora.example"
SEAT = AskedSeat(
    uid="1-seat",
    status="confirmed",
    sequence=2,
    email=KARIN,
    is_told_there=True,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=3),
)


def a_reply(partstat="ACCEPTED", *, address=KARIN, **changes):
    attendee = AnsweringAttendee(address=address, partstat=partstat, delegated_to=changes.pop("to", None))
    fields = {"method": "REPLY", "uid": "1-seat", "attendees": (attendee,), "sequence": 2, "dtstamp": NOW}
    return CalendarReply(**{**fields, **changes})


def weighed(reply, seat=SEAT, *, sender=KARIN, arrival=10):
    return weigh(reply, seat, senders=[sender], arrival=arrival, now=NOW)


def after(kind="accepted", *, sequence=2, dtstamp=NOW, arrival=9):
    return msgspec.structs.replace(
        SEAT, last=LastAnswer(kind=kind, sequence=sequence, dtstamp=dtstamp, arrival=arrival)
    )


@pytest.mark.parametrize(
    ("partstat", "kind"), [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")]
)
def test_an_answer_of_the_holder_to_the_present_entry_counts(partstat, kind):
    found = weighed(a_reply(partstat))

    assert isinstance(found, WeighedAnswer)
    assert (found.kind, found.standing, found.by) == (kind, "counts", None)


def test_an_answer_in_another_case_and_to_a_higher_sequence_counts():
    assert (
        weighed(a_reply(address="KARIN@NORA.example", sequence=5), sender="Karin@Nora.Example").standing
        == "counts"
    )
    assert weighed(a_reply(sequence=None)).standing == "counts"


def test_an_address_in_swedish_letters_is_the_same_in_ascii():
    seat = msgspec.structs.replace(SEAT, email="k@örebro.example")

    assert (
        weighed(a_reply(address="k@xn--rebro-iua.example"), seat, sender="k@örebro.example").standing
        == "counts"
    )


def test_needs_action_and_nothing_are_no_answers():
    assert weighed(a_reply(None)) == "no_answer"
    assert weighed(a_reply(attendees=())) == "no_answer"


def test_the_uid_of_another_seat_changes_nothing():
    assert weighed(a_reply(uid="2-seat")) == "foreign"


def test_an_attendee_who_was_never_invited_waits_for_a_person():
    found = weighed(a_reply(address="anna@nora.example"), sender="anna@nora.example")

    assert (found.standing, found.by.address) == ("other_address", "anna@nora.example")


def test_the_holder_is_found_among_many_attendees():
    many = (
        AnsweringAttendee(address="x@y.example", partstat="DECLINED"),
        AnsweringAttendee(address=KARIN, partstat="ACCEPTED"),
    )

    assert weighed(a_reply(attendees=many)).kind == "accepted"


def test_somebody_else_who_answers_in_the_holder_s_name_changes_nothing():
    assert weighed(a_reply("DECLINED"), sender="mallory@evil.example").standing == "other_sender"
    assert weigh(a_reply(), SEAT, senders=[], arrival=1, now=NOW).standing == "other_sender"


def test_an_answer_from_an_address_that_the_person_no_longer_has_waits_for_a_person():
    assert weighed(a_reply(), msgspec.structs.replace(SEAT, is_told_there=False)).standing == "other_address"
    assert weighed(a_reply(), msgspec.structs.replace(SEAT, email=None)).standing == "other_address"


def test_an_answer_about_a_series_waits_for_a_person():
    assert weighed(a_reply(is_of_series=True)).standing == "series"


def test_an_answer_to_an_older_entry_or_before_the_last_one_is_stale():
    assert weighed(a_reply(sequence=1)).standing == "stale"
    assert weighed(a_reply("DECLINED", dtstamp=NOW - timedelta(hours=1)), after()).standing == "stale"


def test_the_same_answer_again_is_doubled():
    assert weighed(a_reply(), after()) == "doubled"
    assert weighed(a_reply(dtstamp=None), after()) == "doubled"


def test_answers_that_are_equally_old_go_by_arrival():
    assert weighed(a_reply("DECLINED"), after(arrival=9), arrival=10).standing == "counts"
    assert weighed(a_reply("DECLINED"), after(arrival=11), arrival=10).standing == "stale"


def test_a_later_answer_to_the_same_entry_counts():
    assert weighed(a_reply("DECLINED", dtstamp=NOW + timedelta(seconds=1)), after()).kind == "declined"


def test_an_answer_to_what_is_cancelled_changes_nothing():
    seat = msgspec.structs.replace(SEAT, status="cancelled")

    assert weighed(a_reply("DECLINED"), seat) == "cancelled"
    assert weighed(a_reply(), seat) == "cancelled"


def test_a_yes_to_a_seat_that_is_given_up_waits_for_a_person_and_a_no_says_nothing_new():
    seat = msgspec.structs.replace(SEAT, status="withdrawn")

    assert weighed(a_reply(sequence=1), seat).standing == "gone"
    assert weighed(a_reply("DECLINED"), seat) == "doubled"


def test_a_counter_is_a_proposal_whoever_else_it_names():
    everybody = (AnsweringAttendee(address="x@y.example"), AnsweringAttendee(address=KARIN))
    found = weighed(a_reply(method="COUNTER", attendees=everybody, starts_at=STARTS + timedelta(days=1)))

    assert (found.kind, found.standing, found.proposed_starts_at) == (
        "counter",
        "counts",
        STARTS + timedelta(days=1),
    )
    assert weighed(a_reply(method="COUNTER", attendees=(), on=date(2021, 2, 1))).proposed_on == date(
        2021, 2, 1
    )


@pytest.mark.parametrize(
    "time",
    [
        {"starts_at": NOW},
        {"starts_at": NOW + timedelta(days=2), "dtstamp": NOW + timedelta(days=3)},
        {"starts_at": STARTS},
        {"starts_at": STARTS, "ends_at": STARTS + timedelta(hours=3)},
        {"on": date(2021, 1, 10)},
    ],
)
def test_a_proposal_of_the_past_or_of_the_time_that_is_set_is_only_its_answer(time):
    found = weighed(a_reply("TENTATIVE", method="COUNTER", **time))

    assert (found.kind, found.proposed_starts_at, found.proposed_on) == ("tentative", None, None)
    assert weighed(a_reply(None, method="COUNTER", **time)) == "no_answer"


def test_a_counter_without_a_time_that_can_be_read_is_no_answer():
    assert weighed(a_reply("TENTATIVE", method="COUNTER")) == "no_answer"


def test_a_refresh_asks_for_the_entry_and_names_no_answer():
    assert weighed(a_reply(None, method="REFRESH")).kind == "refresh"


def test_a_delegation_says_who_is_sent():
    found = weighed(a_reply("DELEGATED", to="anna@nora.example"))

    assert (found.kind, found.standing, found.by.address) == ("delegated", "counts", "anna@nora.example")
