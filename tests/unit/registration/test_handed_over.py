"""Which seats go to the receiver and which are freed, by either door that a seat is handed over through."""

from datetime import UTC, datetime

import pytest

from services.registration.domain.registration import RegistrationSeat
from services.registration.domain.seating import handed_over, moves
from shared import ids

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
SESSION, GIVER, RECEIVER = ids.new(), ids.new(), ids.new()


def a_seat(status, registration_id):
    return RegistrationSeat(
        id=ids.new(), registration_id=registration_id, session_id=SESSION, status=status, since=NOW
    )


@pytest.mark.parametrize(
    ("givers", "receivers", "is_handed"),
    [
        ("confirmed", "waiting", True),
        ("confirmed", None, True),
        ("waiting", None, True),
        ("confirmed", "confirmed", False),
        ("waiting", "waiting", False),
        ("waiting", "confirmed", False),
    ],
)
def test_both_doors_hand_over_a_seat_by_the_same_rule(givers, receivers, is_handed):
    given = a_seat(givers, GIVER)
    own = [a_seat(receivers, RECEIVER)] if receivers else []

    by_invitation = moves(
        {GIVER: [given], RECEIVER: own}, receiver=RECEIVER, holders=[GIVER], session_ids={SESSION}
    )
    by_registration = handed_over([given], {seat.session_id: seat for seat in own})

    assert by_invitation == by_registration
    assert by_invitation.hand_over == ((given,) if is_handed else ())
    assert by_invitation.free == (tuple(own) if is_handed else (given,))
