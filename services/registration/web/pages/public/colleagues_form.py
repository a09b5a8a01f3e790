"""Reads the form that registers colleagues and reports all errors at once, with each colleague's number."""

from typing import Final
from uuid import UUID

import msgspec

from services.registration.actions.registrations.register_colleagues import Colleague
from services.registration.domain.form import FieldError, FieldReader, address_key
from services.registration.domain.registration import Applicant
from services.registration.web.kit.forms.date_choice import read_dates
from services.registration.web.kit.forms.fields import Mistake, mistake
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.pages.public.dates import CohortContext

_FIRST: Final = 5
_STEP: Final = 5
MOST: Final = 20


class ColleaguesForm(msgspec.Struct, frozen=True, kw_only=True):
    colleagues: list[Colleague]
    session_ids: list[UUID]


def row_count(form: PostedForm | None) -> int:
    """The number of rows of the form: as many as posted, and more if the button for more was pressed."""
    if form is None:
        return _FIRST
    previous = sum(name_field(number) in form for number in range(1, MOST + 1))
    return max(_FIRST, min(previous + (_STEP if "more" in form else 0), MOST))


def name_field(number: int) -> str:
    return f"name-{number}"


def email_field(number: int) -> str:
    return f"email-{number}"


def read_colleagues(form: PostedForm, context: CohortContext, *, rows: int) -> ColleaguesForm | list[Mistake]:
    """The colleagues and sessions, or all errors. Empty rows are ignored."""
    chosen, mistakes = read_dates(
        form,
        context.words,
        choosable=context.choosable,
        others=context.not_choosable,
        choices=context.choices,
        not_here=context.words.public.cohort.not_here,
        nothing_chosen=context.words.public.cohort.nothing_chosen,
    )
    reader = FieldReader(form.values())
    assistant_name = reader.name("assistant_name")
    assistant_email = reader.email("assistant_email")
    organisation = reader.line("organisation")
    mistakes += [mistake(error, context.words) for error in reader.errors]
    colleagues: list[Colleague] = []
    seen_keys: set[tuple[str, ...]] = set()
    for number in range(1, rows + 1):
        if not (form.text(name_field(number)) + form.text(email_field(number))).strip():
            continue
        row = _row(form, context, number)
        if isinstance(row, list):
            mistakes += row
            continue
        name, email = row
        is_assistants = bool(assistant_email and email and address_key(email) == address_key(assistant_email))
        shares = email is None or (is_assistants and name != assistant_name)
        # Colleagues who share an address are told apart by name.
        key = ("", name) if shares else (address_key(email or ""),)
        if key in seen_keys:
            texts = context.words.colleagues.same_name if shares else context.words.colleagues.same_address
            mistakes.append(_numbered_mistake(context, number, email_field(number), texts))
        seen_keys.add(key)
        applicant = Applicant(
            name=name,
            email=(assistant_email or "") if shares else (email or ""),
            organisation=organisation,
            language=context.locale.language,
        )
        colleagues.append(Colleague(applicant=applicant, shares=shares))
    if not colleagues and not mistakes:
        mistakes.append(Mistake(name_field(1), context.words.colleagues.nobody))
    return mistakes or ColleaguesForm(colleagues=colleagues, session_ids=chosen)


def _row(form: PostedForm, context: CohortContext, number: int) -> tuple[str, str | None] | list[Mistake]:
    reader = FieldReader(form.values())
    name = reader.name(name_field(number))
    email = reader.email(email_field(number)) if form.text(email_field(number)).strip() else None
    if reader.errors:
        return [_row_mistake(context, number, error) for error in reader.errors]
    return name, email


def _row_mistake(context: CohortContext, number: int, error: FieldError) -> Mistake:
    texts = msgspec.structs.replace(error, field=f"colleague_{error.field.partition('-')[0]}")
    return _numbered_mistake(context, number, error.field, mistake(texts, context.words).text)


def _numbered_mistake(context: CohortContext, number: int, anchor: str, what: str) -> Mistake:
    return Mistake(anchor, context.words.colleagues.mistake.format(n=str(number), what=what))
