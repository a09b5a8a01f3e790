"""What a calendar message is called, and which answer it carries."""

from services.notify.domain.calendar import partstat_after
from shared.calendar.words import summary_of


def test_a_calendar_entry_is_named_after_session_and_programme_without_repetition():
    assert summary_of("Lärträff 1", "Leda skolutveckling") == "Lärträff 1, Leda skolutveckling"
    assert summary_of("Leda skolutveckling, träff 1", "Leda skolutveckling") == "Leda skolutveckling, träff 1"


def test_a_calendar_answer_is_reset_by_a_move_and_kept_by_another_change():
    assert partstat_after("ACCEPTED", moved=True) == "NEEDS-ACTION"
    assert partstat_after("ACCEPTED", moved=False) == "ACCEPTED"
    assert partstat_after("DECLINED", moved=False) == "DECLINED"
