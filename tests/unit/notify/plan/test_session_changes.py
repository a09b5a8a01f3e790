"""What is mailed when a session becomes certain, gets a note, or loses its link."""

import pytest

from services.notify.domain.calendar_state import entries_after
from tests.support.notify import (
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
    undated,
)

SEAT = an_id("seat 1 Karin Holm")


def confirmed(session, *, seat=None, **registration):
    unit = UnitInMemory(
        an_organiser(),
        a_programme(),
        a_cohort(),
        a_person(),
        session,
        a_registration(seat or a_seat(), **registration),
    )
    unit.send()
    return unit


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        ({"status": "tentative"}, {"status": "scheduled"}),
        ({}, {"status": "tentative"}),
        ({}, {"note": "Ta med dator"}),
        ({}, {"mode": "on_site", "place": "Sal 2", "has_join_url": False}),
    ],
)
def test_a_seat_holder_gets_an_update_with_the_entry(before, changes):
    session = a_session(**before)
    unit = confirmed(session)
    unit.take(newer(session, edition=2, **changes))

    assert unit.send() == [f"update:{SEAT}:1"]
    assert (unit.sent[-1].payload.method, unit.entries[SEAT].details.is_tentative) == (
        "REQUEST",
        changes.get("status") == "tentative",
    )


def test_somebody_who_waits_hears_that_the_date_is_certain():
    session = a_session(status="tentative")
    unit = confirmed(session, seat=a_seat(status="waiting", position=1), status="waiting")
    unit.take(newer(session, edition=2, status="scheduled"))

    assert unit.send() == [f"update:{SEAT}:e2"]


def test_a_session_without_a_day_has_a_term_that_is_told():
    session = undated(1)
    unit = confirmed(session)
    unit.take(newer(session, edition=2, term="HT2021"))

    assert unit.send() == [f"update:{SEAT}:e2"]
    assert entries_after(unit.unit_state(), unit.unit_state().registration, {}, unit.sent[-1].payload, address=None)[0].details.term == "HT2021"  # fmt: skip
