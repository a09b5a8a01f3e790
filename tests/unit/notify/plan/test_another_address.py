"""A person gets another e-mail address: the new one is told everything, the old one loses what it has."""

from datetime import timedelta

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
    day_before,
    newer,
)

HOUR = timedelta(hours=1)
OLD, NEW = "fel@nora.example", "ratt@nora.example"
SEAT = an_id("seat 1 Karin Holm")
REGISTRATION = an_id("registration Karin Holm")
INVITATION = an_id("invitation Karin Holm")


def a_unit(unit, *sessions, **cohort):
    return UnitInMemory(
        an_organiser(),
        a_programme(),
        a_cohort(**cohort),
        a_person(email=OLD),
        *sessions or (a_session(1),),
        unit,
    )


def moves(unit, email=NEW):
    """The person gets another address; registration renews the links in the same breath."""
    [person] = [event for (kind, _), event in unit.known.items() if kind.__name__ == "Person"]
    unit.take(newer(person, email=email, address_edition=person.address_edition + 1))


def mails(unit):
    """What was sent: to whom, which kind, and what the calendar message does."""
    return [(row.to_address, row.kind, row.payload.method, row.payload.sequence) for row in unit.sent]


def test_an_unanswered_invitation_goes_to_the_new_address_once():
    unit = a_unit(an_invitation())
    assert unit.send() == [f"invitation:{INVITATION}"]
    moves(unit)

    assert unit.send() == [f"invitation:{INVITATION}:to2"]
    assert mails(unit) == [(OLD, "invitation", None, None), (NEW, "invitation", None, None)]
    assert unit.send() == []


@pytest.mark.parametrize("status", ["accepted", "declined", "expired", "substituted"])
def test_an_answered_invitation_is_not_sent_to_the_new_address(status):
    invitation = an_invitation()
    unit = a_unit(invitation)
    unit.send()
    unit.take(newer(invitation, status=status))
    moves(unit)

    assert unit.send() == []


def test_an_invitation_that_waits_for_another_try_is_not_sent_to_the_old_address():
    unit = a_unit(an_invitation())
    unit.fix(f"invitation:{INVITATION}", "deferred")
    moves(unit)

    assert unit.rows[f"invitation:{INVITATION}"].status == "cancelled"
    assert unit.waiting() == [f"invitation:{INVITATION}:to2"]


def test_the_new_address_gets_the_confirmation_and_the_entry_and_the_old_one_a_cancel():
    unit = a_unit(a_registration())
    unit.send()
    moves(unit)
    unit.send()

    assert mails(unit) == [
        (OLD, "confirmation", "REQUEST", 0),
        (OLD, "calendar", "CANCEL", 1),
        (NEW, "confirmation", "REQUEST", 2),
    ]
    assert unit.entries[SEAT].is_placed
    assert unit.send() == []


def test_the_request_is_above_the_cancel_where_the_old_mailbox_is_forwarded_in_whatever_order_they_are_made():
    for order in (1, -1):
        unit = a_unit(a_registration(a_seat(1), a_seat(2)), a_session(1), a_session(2))
        unit.send()
        moves(unit)
        while due := sorted(unit.due(), key=lambda row: row.key)[::order]:
            unit.fix(due[0].key)
            unit.plan()
        per_seat = [
            sorted(
                (row.payload.sequence, row.payload.method, row.to_address)
                for row in unit.sent
                if row.payload.seat == an_id(f"seat {number} Karin Holm")
            )
            for number in (1, 2)
        ]

        assert per_seat == [[(0, "REQUEST", OLD), (1, "CANCEL", OLD), (2, "REQUEST", NEW)]] * 2
        assert all(entry.is_placed and entry.sequence == 2 for entry in unit.entries.values())


def test_an_old_address_that_refused_the_mail_gets_no_cancel():
    for status in ("failed", "bounced", "deferred"):
        unit = a_unit(a_registration())
        unit.fix(f"confirmation:{REGISTRATION}", status)
        moves(unit)
        unit.send()

        assert [(to, kind) for to, kind, *_ in mails(unit)] == [(OLD, "confirmation"), (NEW, "confirmation")]


def test_what_failed_for_want_of_an_address_is_sent_when_there_is_one():
    unit = UnitInMemory(
        an_organiser(), a_programme(), a_cohort(), a_person(email=None), a_session(), a_registration()
    )
    unit.fix(f"confirmation:{REGISTRATION}", "failed")
    moves(unit)

    assert unit.send() == [f"confirmation:{REGISTRATION}:to2"]
    assert mails(unit)[-1][:2] == (NEW, "confirmation")


def test_an_address_that_is_taken_away_loses_its_entries_too():
    unit = a_unit(a_registration())
    unit.send()
    moves(unit, None)

    assert [row.payload.to for row in unit.due() if row.payload.method == "CANCEL"] == [OLD]


def test_back_to_the_first_address_is_another_change():
    unit = a_unit(a_registration())
    unit.send()
    moves(unit)
    unit.send()
    moves(unit, OLD)
    unit.send()

    assert mails(unit)[3:] == [(NEW, "calendar", "CANCEL", 3), (OLD, "confirmation", "REQUEST", 4)]


def test_two_changes_before_anything_is_sent_lead_to_one_mail():
    unit = a_unit(a_registration())
    moves(unit, "mellan@nora.example")
    moves(unit)
    unit.send()

    assert mails(unit) == [(NEW, "confirmation", "REQUEST", 0)]


def test_an_offer_of_a_seat_follows_to_the_new_address():
    until = NOW.replace(hour=20)
    unit = a_unit(a_registration(a_seat(status="waiting", offered_until=until), status="waiting"))
    [offer] = unit.send()
    moves(unit)

    assert unit.send() == [f"{offer}:to2"]
    assert unit.send() == []


def test_somebody_who_waits_is_told_at_the_new_address():
    unit = a_unit(a_registration(a_seat(status="waiting", position=1), status="waiting"))
    unit.send()
    moves(unit)

    assert unit.send() == [f"waiting:{REGISTRATION}:to2"]


def test_a_call_goes_to_the_new_address_with_its_entry():
    called = a_registration(origin="kallelse", invitation_id=INVITATION)
    unit = a_unit(called)
    unit.take(an_invitation(form="kallelse"))
    unit.send()
    moves(unit)
    unit.send()

    assert mails(unit)[1:] == [(OLD, "calendar", "CANCEL", 1), (NEW, "invitation", "REQUEST", 2)]


def test_a_reminder_that_is_not_sent_yet_goes_to_the_new_address_once():
    unit = a_unit(a_registration(), reminders=(day_before(),))
    unit.send()
    moves(unit)
    unit.send()
    unit.now = a_session().starts_at.replace(day=19)
    unit.send()

    assert [(to, kind) for to, kind, *_ in mails(unit)].count((NEW, "reminder")) == 1
    assert (OLD, "reminder") not in [(to, kind) for to, kind, *_ in mails(unit)]


def test_a_cohort_without_confirmations_sends_the_entries_to_the_new_address():
    unit = a_unit(a_registration(), sends_confirmations=False)
    unit.send()
    moves(unit)
    unit.send()

    assert mails(unit) == [
        (OLD, "calendar", "REQUEST", 0),
        (OLD, "calendar", "CANCEL", 1),
        (NEW, "calendar", "REQUEST", 2),
    ]


def test_nothing_is_told_of_what_is_over():
    unit = a_unit(a_registration())
    unit.send()
    unit.now = a_session().ends_at
    moves(unit)

    assert unit.send() == []


def test_another_spelling_or_name_sends_nothing():
    unit = a_unit(a_registration())
    unit.send()
    [person] = [event for (kind, _), event in unit.known.items() if kind.__name__ == "Person"]
    unit.take(newer(person, email=OLD.upper(), name="Karin Holm-Berg"))

    assert unit.send() == []


@pytest.mark.parametrize("loss", ["cancelled", "withdrawn"])
def test_a_loss_that_is_not_mailed_yet_is_told_at_the_new_address(loss):
    unit = a_unit(a_registration())
    unit.send()
    lose(unit, loss)
    moves(unit)
    unit.send()

    kind = "cancellation" if loss == "cancelled" else "withdrawal"
    assert set(mails(unit)[1:]) == {(OLD, "calendar", "CANCEL", 1), (NEW, kind, None, None)}
    assert len(unit.sent) == 3
    assert unit.send() == []


def lose(unit, loss):
    if loss == "cancelled":
        unit.take(newer(a_session(1), status="cancelled", edition=2))
    else:
        unit.take(newer(a_registration(), status="withdrawn", seats=(a_seat(status="withdrawn", since=NOW),)))


@pytest.mark.parametrize("loss", ["cancelled", "withdrawn"])
def test_a_loss_for_which_there_was_no_address_is_told_when_there_is_one(loss):
    unit = a_unit(a_registration())
    unit.send()
    moves(unit, None)
    unit.send()
    lose(unit, loss)
    for row in unit.due():
        unit.fail(row.key)
    unit.plan()
    assert unit.due() == []
    moves(unit)

    assert [unit.rows[key].kind for key in unit.send()] == [
        "cancellation" if loss == "cancelled" else "withdrawal"
    ]
    assert unit.send() == []


def test_a_loss_for_which_there_was_no_address_is_told_also_where_the_date_had_been_cancelled_before():
    unit = a_unit(a_registration())
    unit.send()
    unit.take(cancelled := newer(a_session(1), status="cancelled", edition=2))
    unit.now += HOUR
    unit.send()
    unit.take(newer(cancelled, status="scheduled", edition=3))
    unit.now += HOUR
    assert [unit.rows[key].kind for key in unit.send()] == ["update"]
    moves(unit, None)
    unit.send()
    lose(unit, "withdrawn")
    for row in unit.due():
        unit.fail(row.key)
    unit.plan()
    moves(unit)

    assert [unit.rows[key].kind for key in unit.send()] == ["withdrawal"]
    assert unit.send() == []


@pytest.mark.parametrize(("origin", "told"), [("form", ["cancellation"]), ("kallelse", [])])
def test_a_cancellation_is_told_when_there_is_an_address_to_whoever_took_the_seat_without_one(origin, told):
    unit = a_unit(a_registration(origin=origin))
    moves(unit, None)
    for row in unit.due():
        unit.fail(row.key)
    lose(unit, "cancelled")
    for row in unit.due():
        unit.fail(row.key)
    unit.plan()
    moves(unit)

    assert [unit.rows[key].kind for key in unit.send()] == told
    assert unit.send() == []


def test_a_loss_is_not_told_to_somebody_who_never_heard_of_the_seat():
    unit = a_unit(a_registration())
    unit.fail(f"confirmation:{REGISTRATION}")
    lose(unit, "withdrawn")
    for row in unit.due():
        unit.fail(row.key)
    unit.plan()
    moves(unit)

    assert unit.send() == []
