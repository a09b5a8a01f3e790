"""Somebody without an address loses a seat, which no mail could say, and has the date again when there is an address."""

import msgspec
import pytest

from services.notify.domain import plan as planning
from services.notify.domain.communicated import CommunicatedState
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
    an_organiser,
    newer,
)


def moves(unit, email):
    person = unit.unit_state().person
    unit.take(newer(person, email=email, address_edition=person.address_edition + 1))


def in_the_same_registration(lost, seat):
    return newer(lost, status="registered", seats=(*lost.seats, seat)), ()


def in_a_later_registration(lost, seat):
    later = a_registration(seat, id=an_id("later"), registered_at=NOW)
    return lost, (later,)


@pytest.mark.parametrize("again", [in_the_same_registration, in_a_later_registration])
def test_no_loss_is_told_at_a_new_address_to_somebody_who_has_the_date_again(again):
    unit = UnitInMemory(
        an_organiser(),
        a_programme(),
        a_cohort(),
        a_person(email="fel@nora.example"),
        a_session(),
        a_registration(),
    )
    unit.send()
    moves(unit, None)
    unit.send()
    unit.take(newer(a_registration(), status="withdrawn", seats=(a_seat(status="withdrawn", since=NOW),)))
    for row in unit.due():
        unit.fail(row.key)
    registration, others = again(unit.unit_state().registration, a_seat(id=an_id("seat again"), since=NOW))
    unit.take(registration)
    moves(unit, "ratt@nora.example")

    planned = planning.plan(
        msgspec.structs.replace(unit.unit_state(), registrations=others),
        CommunicatedState(rows=dict(unit.rows), entries=dict(unit.entries)),
        NOW,
    )

    kinds = {one.kind for one in planned.insert} | {
        row.kind for row in unit.due() if row not in planned.cancel
    }
    assert "withdrawal" not in kinds
