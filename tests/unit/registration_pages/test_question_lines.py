"""Options of a question as lines of text: an answer that was given keeps its meaning when a label is reworded."""

from services.registration.domain.question import Option
from services.registration.web.admin.cohorts.question_lines import as_lines, from_lines

BEFORE = (Option(value="veg", label="Vegetariskt", label_en="Vegetarian"), Option(value="allt", label="Allt"))


def test_lines_and_back():
    assert as_lines(BEFORE) == "Vegetariskt | Vegetarian\nAllt"
    assert from_lines(as_lines(BEFORE), BEFORE) == BEFORE


def test_a_reworded_label_keeps_its_value():
    found = from_lines("Vegetarisk mat\nAllt", BEFORE)

    assert [(option.value, option.label) for option in found] == [("veg", "Vegetarisk mat"), ("allt", "Allt")]


def test_options_change_places_and_are_added_and_removed():
    assert [one.value for one in from_lines("Allt\nVegetariskt", BEFORE)] == ["allt", "veg"]
    assert [one.value for one in from_lines("Vegetariskt\nAllt\nFisk & skaldjur", BEFORE)] == [
        "veg",
        "allt",
        "fisk_skaldjur",
    ]
    assert [one.value for one in from_lines("Allt", BEFORE)] == ["allt"]


def test_two_new_options_never_share_a_value():
    assert [one.value for one in from_lines("Är\nar\n?", ())] == ["ar", "ar_2", "svar"]
