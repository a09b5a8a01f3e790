"""The first mails that a registration leads to."""

from datetime import date, timedelta

import pytest

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
    undated,
)

COMMON = (an_organiser(), a_programme(), a_cohort(), a_person())
ID = an_id("registration Karin Holm")
CONFIRMATION = f"confirmation:{ID}"


def seat_id(number):
    return an_id(f"seat {number} Karin Holm")


def calendar(*numbers):
    return [f"calendar:{seat_id(number)}:0" for number in numbers]


def test_a_confirmation_of_one_session_carries_its_calendar_entry():
    unit = UnitInMemory(*COMMON, a_session(), a_registration())

    assert unit.send() == [CONFIRMATION]
    payload = unit.rows[CONFIRMATION].payload
    assert (payload.seat, payload.method, payload.sequence) == (seat_id(1), "REQUEST", 0)
    assert unit.entries[seat_id(1)].is_placed
    assert unit.entries[seat_id(1)].address == "m+1@x.example"


def test_several_sessions_get_one_confirmation_and_a_calendar_mail_per_dated_session():
    unit = UnitInMemory(
        *COMMON, a_session(1), a_session(2), undated(3), a_registration(*map(a_seat, (1, 2, 3)))
    )

    assert unit.send() == sorted([CONFIRMATION, *calendar(1, 2)])
    assert unit.rows[CONFIRMATION].payload.method is None
    assert unit.send() == []


def test_the_only_dated_session_of_two_gets_its_own_calendar_mail():
    unit = UnitInMemory(*COMMON, a_session(1), undated(2), a_registration(*map(a_seat, (1, 2))))

    assert unit.send() == sorted([CONFIRMATION, *calendar(1)])


def test_a_session_that_is_over_gets_no_calendar_mail():
    unit = UnitInMemory(
        *COMMON,
        a_session(1),
        a_session(2),
        a_registration(*map(a_seat, (1, 2))),
        now=NOW + timedelta(days=20),
    )

    assert unit.send() == [CONFIRMATION]
    assert unit.rows[CONFIRMATION].payload.seat == seat_id(2)


def test_a_session_with_a_day_and_no_time_gets_a_calendar_entry():
    unit = UnitInMemory(
        *COMMON, a_session(starts_at=None, ends_at=None, on=date(2021, 1, 20)), a_registration()
    )

    unit.send()

    assert unit.entries[seat_id(1)].is_placed


@pytest.mark.parametrize("calendar", ["subscription", "none"])
def test_a_registration_without_calendar_invitations_gets_no_calendar_mail(calendar):
    unit = UnitInMemory(
        *COMMON, a_session(1), a_session(2), a_registration(*map(a_seat, (1, 2)), calendar=calendar)
    )

    assert unit.send() == [CONFIRMATION]
    assert not unit.entries[seat_id(1)].is_placed


def test_a_confirmation_covers_confirmed_and_waiting_seats():
    seats = (a_seat(1), a_seat(2, status="waiting", position=3))
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(*seats))

    assert unit.send() == [CONFIRMATION]
    assert unit.rows[CONFIRMATION].payload.seats == (seat_id(1), seat_id(2))
    assert unit.entries[seat_id(2)].status == "waiting"


def test_a_registration_with_only_a_waiting_seat_gets_a_waiting_list_mail():
    unit = UnitInMemory(*COMMON, a_session(), a_registration(a_seat(status="waiting"), status="waiting"))

    assert unit.send() == [f"waiting:{ID}"]
    assert [row.kind for row in unit.sent] == ["waiting"]


def test_a_waiting_seat_confirmed_before_the_mail_gets_a_confirmation():
    unit = UnitInMemory(
        *COMMON, a_session(), registration := a_registration(a_seat(status="waiting"), status="waiting")
    )

    unit.take(newer(registration, status="registered", seats=(a_seat(),)))

    assert unit.send() == [CONFIRMATION]


def test_a_substitute_gets_a_mail_of_the_kind_substitute():
    unit = UnitInMemory(*COMMON, a_session(), a_registration(origin="substitute"))

    assert unit.send() == [CONFIRMATION]
    assert [row.kind for row in unit.sent] == ["substitute"]


def test_calendar_mails_are_sent_when_confirmations_are_turned_off():
    common = (an_organiser(), a_programme(), a_cohort(sends_confirmations=False), a_person())
    unit = UnitInMemory(*common, a_session(1), undated(2), a_registration(*map(a_seat, (1, 2))))

    assert unit.send() == calendar(1)
    assert unit.send() == []


def test_updates_are_sent_when_confirmations_are_turned_off():
    common = (an_organiser(), a_programme(), a_cohort(sends_confirmations=False), a_person())
    unit = UnitInMemory(*common, undated(), a_registration())
    assert unit.send() == []

    unit.take(a_session(version=2, edition=2))

    assert unit.send() == [f"update:{seat_id(1)}:0"]


def test_a_person_with_protected_identity_gets_a_confirmation():
    unit = UnitInMemory(*COMMON[:3], a_person(protected_identity=True), a_session(), a_registration())

    assert unit.send() == [CONFIRMATION]


def test_seven_registrations_with_one_address_get_seven_confirmations():
    sent = []
    for number in range(7):
        who = f"Person {number}"
        unit = UnitInMemory(
            *COMMON[:3],
            a_person(who, email="assistent@nora.example"),
            a_session(),
            a_registration(a_seat(who=who), who=who),
        )
        sent += unit.send()

    assert len(set(sent)) == 7


def test_a_withdrawal_before_the_confirmation_cancels_the_confirmation():
    unit = UnitInMemory(*COMMON, a_session(), registered := a_registration())

    unit.take(newer(registered, status="withdrawn", seats=(a_seat(status="withdrawn"),)))

    assert unit.send() == []
    assert unit.rows[CONFIRMATION].status == "cancelled"


def test_a_session_cancelled_before_the_confirmation_is_covered_by_it():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), a_registration(*map(a_seat, (1, 2))))

    unit.take(newer(a_session(2), status="cancelled"))

    assert unit.send() == [CONFIRMATION]
    assert unit.entries[seat_id(2)].status == "cancelled"
    assert unit.rows[CONFIRMATION].payload.seat == seat_id(1)


def test_a_registration_whose_only_session_is_cancelled_gets_only_the_cancellation():
    unit = UnitInMemory(*COMMON, a_session(), a_registration())

    unit.take(newer(a_session(), status="cancelled"))

    assert unit.send() == [f"cancellation:{seat_id(1)}"]
    assert unit.rows[f"cancellation:{seat_id(1)}"].payload.method is None


def an_offer(number):
    return a_seat(number, status="waiting", offered_until=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("other", "cohort"),
    [(an_offer, {}), (a_seat, {"sends_confirmations": False})],
    ids=["beside an offer", "without confirmations"],
)
def test_a_session_cancelled_before_any_mail_is_told_where_no_first_mail_says_it(other, cohort):
    unit = UnitInMemory(
        *COMMON, newer(a_cohort(), **cohort), a_session(1), a_session(2), newer(a_session(2), status="cancelled"),
        a_registration(other(1), a_seat(2)),
    )  # fmt: skip

    first, cancellation = unit.due()
    if first.kind == "cancellation":
        first, cancellation = cancellation, first
    unit.fix(first.key)
    unit.plan()  # what has been sent alone does not say it

    assert unit.send() == [f"cancellation:{seat_id(2)}"]
    assert unit.entries[seat_id(2)].status == "cancelled"
    assert unit.send() == []


def test_a_session_that_is_taken_and_cancelled_before_the_next_mail_is_told_as_cancelled():
    unit = UnitInMemory(*COMMON, a_session(1), a_session(2), registered := a_registration())
    unit.send()

    unit.take(newer(registered, seats=(a_seat(1), a_seat(2))), newer(a_session(2), status="cancelled"))

    assert unit.send() == [f"cancellation:{seat_id(2)}"]
    assert unit.send() == []


def test_whoever_was_called_to_a_session_that_is_cancelled_before_the_mail_hears_of_no_cancellation():
    called = a_registration(an_offer(1), a_seat(2), origin="kallelse", invitation_id=an_invitation(1, 2).id)
    unit = UnitInMemory(
        *COMMON, an_invitation(1, 2, form="kallelse"), a_session(1), newer(a_session(2), status="cancelled"), called
    )  # fmt: skip

    assert [unit.rows[key].kind for key in unit.send()] == ["offer"]


def test_a_change_before_the_confirmation_is_included_in_it():
    unit = UnitInMemory(*COMMON, a_session(), a_registration())
    before = unit.rows[CONFIRMATION].payload

    unit.take(newer(a_session(), edition=2, starts_at=a_session().starts_at + timedelta(days=1)))

    assert unit.rows[CONFIRMATION].payload.fingerprint != before.fingerprint
    assert unit.send() == [CONFIRMATION]
    assert unit.send() == []


def test_only_the_eight_nearest_calendar_mails_are_sent_at_once():
    sessions = [
        a_session(number, starts_at=a_session(number).starts_at + timedelta(days=40 * number))
        for number in range(1, 13)
    ]
    sessions = [newer(session, ends_at=session.starts_at + timedelta(hours=3)) for session in sessions]
    unit = UnitInMemory(*COMMON, *sessions, a_registration(*map(a_seat, range(1, 13))))

    assert unit.send() == sorted([CONFIRMATION, *calendar(*range(1, 9))])
    assert unit.waiting() == sorted(calendar(9, 10, 11, 12))

    near = sessions[8].starts_at - timedelta(days=60)
    unit.now = near - timedelta(hours=2)
    assert unit.send() == []
    unit.now = near + timedelta(hours=2)
    assert unit.send() == calendar(9)


def test_sending_the_first_eight_calendar_mails_does_not_release_more():
    sessions = [
        a_session(number, starts_at=a_session(number).starts_at + timedelta(days=200), ends_at=None)
        for number in range(1, 13)
    ]
    unit = UnitInMemory(*COMMON, *sessions, registered := a_registration(*map(a_seat, range(1, 13))))
    unit.send()

    unit.take(newer(registered))

    assert unit.send() == []
    assert unit.waiting() == sorted(calendar(9, 10, 11, 12))
