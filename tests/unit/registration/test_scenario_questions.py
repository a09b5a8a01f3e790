"""Questions in a scenario file: none is lost in the round trip, and invalid ones are reported."""

import copy
import tomllib
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.domain.form import is_clean
from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.toml_writer import write
from tests.support.scenarios import a_document, a_session, key_order
from tests.support.texts import LETTER
from tests.unit.registration.test_scenario_mutations import ODD, judge
from tests.unit.registration.test_scenario_round_trip import stored, there_and_back


def a_question(**keys):
    return {"id": "lunch", "cohort": "hosten", "kind": "yes_no", "label": "Äter du lunch?", **keys}


def a_choice(**keys):
    options = [
        {"value": "vegan", "label": "Veganskt", "label_en": "Vegan"},
        {"label": "Fisk", "value": "fisk"},
    ]
    return a_question(**{"id": "kost", "kind": "several_of", "label": "Kost", "options": options} | keys)


def document_asking(*questions, **tables):
    return a_document(question=list(questions), **tables)


WHOLE = document_asking(
    a_question(help="Vi beställer.", help_en="We order.", label_en="Lunch?", sensitive=True, required=False),
    a_choice(asked_if="lunch", asked_values=["yes"], sensitive=True, required=True, session="traff-1", position=7),
    {"label": "Förr", "id": "forr", "kind": "text", "cohort": "hosten", "retired": True, "options": []},
    cohort=[{"id": "hosten", "name": "Hösten", "consent": "Bilder\ntas", "consent_en": "Pictures", "status": "open"}],
)  # fmt: skip


def problems(document):
    return [str(problem) for problem in scenario.check(document)]


def test_questions_of_a_cohort_survive_the_round_trip_unchanged():
    assert problems(WHOLE) == []
    assert key_order(there_and_back(WHOLE)) == key_order(tomllib.loads(write(WHOLE)))


def test_questions_are_in_file_order_unless_they_have_a_position():
    first, second, third = stored(WHOLE).questions

    assert [question.position for question in (first, second, third)] == [1, 7, 8]
    assert (second.condition_id, second.condition_values) == (first.id, ["yes"])


def test_questions_of_a_moved_scenario_are_unchanged():
    moved = scenario.move(copy.deepcopy(WHOLE), date(2027, 3, 1), today=date(2026, 11, 22))

    assert moved["question"] == WHOLE["question"]
    assert there_and_back(moved) == moved


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        ([a_choice(options=[])], 'question "kost": options: saknas; skriv minst ett alternativ'),
        ([a_question(kind="one_of")], 'question "lunch": options: saknas; skriv minst ett alternativ'),
        (
            [a_question(options=[{"value": "a", "label": "A"}])],
            'question "lunch": options: hör bara till frågor av slaget one_of och several_of',
        ),
        (
            [a_choice(options=[{"value": "a", "label": "A"}, {"value": "a", "label": "B"}])],
            'question "kost": options: har samma value på två ställen',
        ),
        (
            [a_choice(options=[{"value": str(n), "label": "A"} for n in range(31)])],
            'question "kost": options: är fler än 30',
        ),
        ([a_choice(options=[{"value": "a"}])], "question.options nr 1: label: saknas"),
        ([a_question(kind="colour")], None),
        (
            [a_question(session="traff-9")],
            'question "lunch": session: det finns ingen session med id "traff-9"',
        ),
        ([a_question(session="varen-1")], 'question "lunch": session: hör till en annan cohort än frågan'),
        ([a_question(asked_if="kost")], None),
        (
            [a_question(), a_choice(asked_if="lunch")],
            'question "kost": asked_values: saknas; de två hör ihop',
        ),
        ([a_question(asked_values=["yes"])], 'question "lunch": asked_if: saknas; de två hör ihop'),
        (
            [a_choice(asked_if="lunch", asked_values=["yes"]), a_question()],
            'question "kost": asked_if: ska vara en fråga som kommer före den här',
        ),
        (
            [a_question(), a_choice(asked_if="lunch", asked_values=["kanske"])],
            'question "kost": asked_values: ska vara svar som finns på frågan i asked_if',
        ),
        (
            [a_question(sensitive=True), a_choice(asked_if="lunch", asked_values=["yes"])],
            'question "kost": sensitive: ska vara true, för frågan i asked_if är det',
        ),
        (
            [a_question(cohort="varen"), a_choice(asked_if="lunch", asked_values=["yes"])],
            (
                'question "kost": asked_if: ska vara en fråga i samma cohort som fortfarande ställs, '
                "av slaget one_of, several_of eller yes_no"
            ),
        ),
        (
            [a_question(retired=True), a_choice(asked_if="lunch", asked_values=["yes"])],
            (
                'question "kost": asked_if: ska vara en fråga i samma cohort som fortfarande ställs, '
                "av slaget one_of, several_of eller yes_no"
            ),
        ),
        ([a_question(id=f"q{n}") for n in range(51)], 'cohort "hosten": har 51 frågor; ställ högst 50'),
    ],
)
def test_an_invalid_question_is_reported_once(questions, expected):
    cohorts = [{"id": "hosten", "name": "Hösten"}, {"id": "varen", "name": "Våren"}]
    document = document_asking(
        *questions, cohort=cohorts, session=[a_session(), a_session(id="varen-1", cohort="varen")]
    )

    found = problems(document)

    assert len(found) == 1 or expected is None
    assert found
    assert expected is None or found == [expected]


def test_a_consent_translation_without_a_consent_is_reported():
    document = a_document(cohort=[{"id": "hosten", "name": "Hösten", "consent_en": "Yes"}])

    assert problems(document) == ['cohort "hosten": consent_en: är en översättning; skriv consent också']


KEYS = [(number, key) for number, row in enumerate(WHOLE["question"]) for key in row]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(KEYS), ODD), min_size=1, max_size=3))
def test_broken_questions_are_read_whole_or_reported(changes):
    document = copy.deepcopy(WHOLE)
    for (number, key), value in changes:
        if value is None:
            document["question"][number].pop(key, None)
        else:
            document["question"][number][key] = copy.deepcopy(value)

    judge(document)


# Values that are valid for a key of any question, whatever its other keys are.
TEXT = st.text(LETTER, min_size=1, max_size=12).map(str.strip).filter(lambda text: text and is_clean(text))
RIGHT = st.one_of(
    st.tuples(st.sampled_from(["label", "label_en", "help", "help_en"]), TEXT),
    st.tuples(st.just("required"), st.booleans()),
)


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2]), RIGHT), min_size=1, max_size=6))
def test_questions_with_any_valid_text_are_read_whole(changes):
    document = copy.deepcopy(WHOLE)
    for number, (key, value) in changes:
        document["question"][number][key] = (
            unicodedata.normalize("NFC", value) if isinstance(value, str) else value
        )
        if key == "help_en":
            document["question"][number].setdefault("help", "Hjälp")

    assert problems(document) == []
    assert there_and_back(document) == tomllib.loads(write(document))
