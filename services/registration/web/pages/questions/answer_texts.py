"""Answers to a cohort's questions as text, and dates in words."""

from datetime import date

from services.registration.domain.answer import Value
from services.registration.domain.question import NO, YES, Question
from services.registration.web.wording import Wording, spaced
from shared import dates
from shared.language import Language


def in_words(question: Question, value: Value, words: Wording, language: Language) -> str:
    """An answer as text in the reader's language."""
    texts = words.questions
    if isinstance(value, bool):
        return texts.yes if value else texts.no
    names = labels(question, words, language)
    if isinstance(value, list):
        return ", ".join(names.get(item, item) for item in value)
    if isinstance(value, str) and question.kind == "date":
        return day_of(date.fromisoformat(value), language)
    if isinstance(value, str):
        return names.get(value, value)
    text = spaced(value) if isinstance(value, int) else str(value)
    return text.replace(".", ",") if language == "sv" else text


def day_of(day: date, language: Language) -> str:
    """`4 februari 2026`."""
    return f"{dates.day_and_month(day, language)} {day.year}"


def labels(question: Question, words: Wording, language: Language) -> dict[str, str]:
    """The labels of a question's options, by stored value; empty for a free-text question."""
    if question.kind == "yes_no":
        return {YES: words.questions.yes, NO: words.questions.no}
    return {
        option.value: (option.label_en or option.label) if language == "en" else option.label
        for option in question.options
    }
