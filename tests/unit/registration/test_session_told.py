"""Which changes of a session its participants hear of: asked of every field."""

from datetime import UTC, datetime

import pytest

from services.registration.domain.sessions import session as rules
from services.registration.domain.sessions.session import NOT_TOLD, TOLD, NewSession, Session, SessionChanges
from shared import ids

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
START = datetime(2026, 3, 10, 12, tzinfo=UTC)


def a_session(**said):
    return Session(
        **{
            "title": "Träff",
            "organiser_id": ids.new(),
            "id": ids.new(),
            "cohort_id": ids.new(),
            "timed_at": NOW,
            "starts_at": START,
            "ends_at": START.replace(hour=14),
            "on": START.date(),
            **said,
        }
    )


def edition_after(session, **changes):
    changed = rules.change(session, SessionChanges(**changes), silent=False, reason=None, now=NOW)
    assert isinstance(changed, Session)
    return changed.edition


def test_every_field_that_can_be_changed_is_told_or_says_why_not():
    assert set(NewSession.__struct_fields__) == TOLD | set(NOT_TOLD)
    assert set(NOT_TOLD) & TOLD == set()


@pytest.mark.parametrize(
    ("before", "after", "edition"),
    [
        ("tentative", "scheduled", 2),
        ("announced", "scheduled", 2),
        ("scheduled", "tentative", 2),
        ("announced", "tentative", 1),  # uncertain before and after
    ],
)
def test_participants_hear_whether_a_date_is_certain(before, after, edition):
    assert edition_after(a_session(status=before), status=after) == edition


def test_a_term_is_told_while_there_is_no_day():
    undated = a_session(starts_at=None, ends_at=None, on=None, term="VT2026", status="announced")

    assert edition_after(undated, term="HT2026") == 2
    assert edition_after(a_session(term="VT2026"), term="HT2026") == 1


def test_a_link_of_a_session_on_site_is_no_news():
    assert edition_after(a_session(mode="on_site"), join_url="https://meet.example/1") == 1
    assert edition_after(a_session(mode="digital"), join_url="https://meet.example/1") == 2


def test_nothing_is_joined_on_site_whatever_link_is_stored():
    assert a_session(mode="on_site", join_url="https://meet.example/1").room_url is None
    for mode in ("digital", "hybrid", None):
        assert a_session(mode=mode, join_url="https://meet.example/1").room_url == "https://meet.example/1"
