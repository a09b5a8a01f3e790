"""A question of a cohort is made, changed or deleted."""

from typing import Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.actions.cohorts import (
    change_question,
    create_question,
    delete_question,
)
from services.registration.domain.cohort import Cohort
from services.registration.domain.form import TITLE
from services.registration.domain.question import (
    CHOOSES,
    DECIDES,
    Condition,
    NewQuestion,
    Option,
    Question,
    QuestionChanges,
    QuestionKind,
    in_order,
)
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, questions, sessions
from services.registration.store.transaction import reading
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.cohorts.question_lines import as_lines, from_lines
from services.registration.web.admin.cohorts.questions_page import labels_of
from services.registration.web.admin.cohorts.steps import pages
from services.registration.web.admin.kit.edit_form import (
    EditForm,
    FormButton,
    FormSection,
    TickGroup,
    TickOption,
)
from services.registration.web.admin.kit.editing import Editable, key_of, open_form, save_form
from services.registration.web.admin.kit.form_reader import FormReader, flag_value, text_value
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.forms.posted_form import read_uuid
from services.registration.web.kit.layout import Link

_KINDS: Final[tuple[QuestionKind, ...]] = get_args(QuestionKind)
_HELP: Final = 1000
_OPTIONS: Final = 8000


class _KnownQuestion(msgspec.Struct, frozen=True, kw_only=True):
    cohort: Cohort
    sessions: list[Session]
    others: list[Question]
    question: Question | None = None


async def show_new(request: StaffRequest) -> Response[bytes]:
    """The form of a new question."""
    return await open_form(request, _load_new)


async def save_new(request: StaffRequest) -> Response[bytes]:
    """Add a question."""
    back = f"/omgangar/{request.id}/fragor"
    return await save_form(request, _load_new, _make, made=lambda _: back)


async def _read_cohort(request: StaffRequest, cohort_id: UUID) -> _KnownQuestion:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        return _KnownQuestion(
            cohort=await cohorts.get(conn, organiser_id, cohort_id),
            sessions=in_time_order(await sessions.list_after(conn, organiser_id, cohort_id=cohort_id)),
            others=in_order(await questions.list_of_cohort(conn, organiser_id, cohort_id)),
        )


async def _read_question(request: StaffRequest) -> tuple[_KnownQuestion, Question]:
    async with reading(request.pool) as conn:
        question = await questions.get(conn, request.caller.organiser_id, request.id)
    return await _read_cohort(request, question.cohort_id), question


async def _load_new(request: StaffRequest) -> Editable:
    known, texts = await _read_cohort(request, request.id), request.words.staff_questions
    path = f"/omgangar/{known.cohort.id}/ny-fraga"
    form = _form(request, known, None, title=texts.new_heading, path=path, button=texts.new_button)
    return Editable(form=form, values={"kind": "text", "required": "no", "sensitive": "no"})


async def _load(request: StaffRequest) -> Editable:
    known, question = await _read_question(request)
    form = _form(
        request,
        known,
        question,
        title=request.words.staff_questions.change_heading,
        path=f"/fragor/{question.id}/andra",
        button=request.words.staff_forms.save,
    )
    return Editable(form=form, values=_values(question), version=question.version, id=question.id)


def _values(question: Question) -> dict[str, str]:
    condition = question.condition
    return {
        "label": question.label,
        "label_en": text_value(question.label_en),
        "kind": question.kind,
        "options": as_lines(question.options),
        "help": text_value(question.help),
        "help_en": text_value(question.help_en),
        "required": flag_value(question.required),
        "sensitive": flag_value(question.sensitive),
        "session_id": text_value(question.session_id),
        "position": str(question.position),
        "condition": " ".join(f"{condition.question_id}:{value}" for value in condition.values)
        if condition
        else "",
    }


def _form(
    request: StaffRequest,
    known: _KnownQuestion,
    question: Question | None,
    *,
    title: str,
    path: str,
    button: str,
) -> EditForm:
    texts = request.words.staff_questions

    def field(name: str, **more: Any) -> Field:  # Any: the arguments of a field
        return Field(name=name, label=texts.labels[name], hint=texts.hints.get(name), **more)

    yes_no = tuple(request.words.staff_forms.yes_no.items())
    titles = ((str(one.id), one.title) for one in known.sessions if one.status != "cancelled")
    conditions = tuple(_conditions(request, known, question))
    group = TickGroup(
        name="condition",
        label=texts.labels["condition"],
        hint=texts.hints["condition"],
        options=conditions,
    )
    return EditForm(
        title=title,
        meta=known.cohort.name,
        action=request.address(path),
        sections=(
            FormSection(
                id="fragan",
                fields=(
                    field("label", is_required=True),
                    field("kind", kind="choice", options=tuple((one, texts.kinds[one]) for one in _KINDS)),
                    field("options", kind="long"),
                    field("help", kind="long"),
                    field("required", kind="choice", options=yes_no),
                    field("sensitive", kind="choice", options=yes_no),
                ),
            ),
            FormSection(
                id="mer",
                heading=texts.more,
                is_folded=True,
                fields=(
                    field("label_en"),
                    field("help_en", kind="long"),
                    field("session_id", kind="choice", options=(("", texts.everybody), *titles)),
                    *((group,) if conditions else ()),
                    field("position", kind="number"),
                ),
            ),
        ),
        buttons=(FormButton(text=button),),
        leave=leave_to_questions(request, known.cohort),
        path=cohort_path(request, known.cohort),
    )


def _conditions(request: StaffRequest, known: _KnownQuestion, question: Question | None) -> list[TickOption]:
    """The answers to other questions on which this one can depend."""
    return [
        TickOption(
            value=f"{one.id}:{value}",
            text=request.words.staff_questions.condition_option.format(
                label=one.label_in(request.locale.language), answer=label
            ),
        )
        for one in known.others
        if one.kind in DECIDES and one.retired_at is None and (question is None or one.id != question.id)
        for value, label in labels_of(request, one).items()
    ]


def leave_to_questions(request: StaffRequest, cohort: Cohort) -> Link:
    """The way back to the questions of the cohort."""
    return Link(request.words.staff_forms.leave, request.address(f"/omgangar/{cohort.id}/fragor"))


def _read(reader: FormReader, before: tuple[Option, ...]) -> dict[str, Any]:  # Any: a field's value
    kind = reader.choice("kind", _KINDS, default="text")
    lines = reader.long_text("options", limit=_OPTIONS) or ""
    return {
        "label": reader.line("label", limit=TITLE, required=True) or "",
        "label_en": reader.line("label_en", limit=TITLE),
        "kind": kind,
        "options": from_lines(lines, before) if kind in CHOOSES else (),
        "help": reader.long_text("help", limit=_HELP),
        "help_en": reader.long_text("help_en", limit=_HELP),
        "required": reader.flag("required") is True,
        "sensitive": reader.flag("sensitive") is True,
        "session_id": reader.id_of("session_id"),
        "condition": _condition(reader),
        "position": reader.number("position", least=1),
    }


def _condition(reader: FormReader) -> Condition | None:
    pairs = [text.partition(":")[::2] for text in reader.all_of("condition")]
    ids = {read_uuid(question) for question, _ in pairs}
    if not pairs:
        return None
    found = ids.pop()
    if ids or found is None:
        reader.error("condition", "does_not_match")
        return None
    return Condition(question_id=found, values=tuple(value for _, value in pairs))


async def _make(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    fields = _read(reader, ())
    reader.check()
    new = NewQuestion(cohort_id=request.id, **fields)
    await create_question.create(request.pool, request.caller, new, question_id=key_of(request))
    return f"/omgangar/{request.id}/fragor?om=sparat"


async def _store(request: StaffRequest, reader: FormReader, version: int | None) -> str:
    _, question = await _read_question(request)
    fields = _read(reader, question.options)
    if fields["position"] is None:
        del fields["position"]
    reader.check()
    await change_question.change(
        request.pool, request.caller, request.id, QuestionChanges(**fields), retired=None, version=version
    )
    return f"/omgangar/{question.cohort_id}/fragor?om=sparat"


async def _load_delete(request: StaffRequest) -> Editable:
    known, question = await _read_question(request)
    texts = request.words.staff_questions
    form = EditForm(
        title=texts.delete_heading,
        meta=known.cohort.name,
        action=request.address(f"/fragor/{question.id}/ta-bort"),
        sections=(),
        follows=(texts.delete_follows.format(label=question.label_in(request.locale.language)),),
        buttons=(FormButton(text=texts.delete_button, kind="danger"),),
        leave=leave_to_questions(request, known.cohort),
        path=cohort_path(request, known.cohort),
    )
    return Editable(form=form, values={}, version=question.version, id=question.id)


async def _delete(request: StaffRequest, _: FormReader, __: int | None) -> str:
    known, _question = await _read_question(request)
    await delete_question.delete(request.pool, request.caller, request.id)
    return f"/omgangar/{known.cohort.id}/fragor?om=borttagen"


show_change, save_change = pages(_load, _store)
ask_delete, delete = pages(_load_delete, _delete)
