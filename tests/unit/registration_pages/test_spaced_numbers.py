"""Numbers have a space between thousands, in sentences of both languages and in tables."""

import pytest

from services.registration.web.kit import responses
from services.registration.web.wording import WORDING, number, plural, spaced


@pytest.mark.parametrize(
    ("language", "said"), [("sv", "Bjud in 5\u00a0650 personer"), ("en", "Invite 5\u00a0650 people")]
)
def test_a_number_in_a_sentence_has_its_spaces(language, said):
    texts = WORDING[language].staff_rules
    assert texts.invite_button.format(n=5650) == said
    assert texts.invite_button.format(n=999) == said.replace("5\u00a0650", "999")
    assert number(5650, WORDING[language]) == "5\u00a0650"
    assert "12\u00a0000" in plural(WORDING[language].staff_webhooks.resend_failed, 12000, WORDING[language])


def test_texts_in_mappings_and_tuples_do_too_and_what_is_no_number_stays():
    words = WORDING["sv"]
    assert type(words.staff_plan.kinds["update"]) is str
    assert words.staff_import.undone_counts
    assert type(words.staff_cohort.seats.format(taken=1000)) is str, (
        "what is filled in can be encoded as JSON"
    )
    assert words.staff_cohort.seats.format(taken=1000) == "1\u00a0000"
    assert words.staff_receipt.progress_text.format(done="x", all=True) == "x av True har gått ut."
    assert spaced(1_234_567) == "1\u00a0234\u00a0567"
    assert responses._TEMPLATES.from_string("{{ 5650 | spaced }}").render() == "5\u00a0650"
