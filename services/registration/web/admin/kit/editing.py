"""What happens when a form for staff is posted: stored, shown with every error, or reconciled with another's change.

The form holds the version that it was made from, and the values of then. If somebody else has stored a change meanwhile,
what only they changed is taken over, what only the poster changed stays, and where both changed a field both values are
shown: the poster's in the field, the other's beside it (docs/decisions/0067).
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeAlias
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.errors import (
    AlreadyMade,
    FieldsRefused,
    InUse,
    NotFound,
    RegistrationError,
    VersionConflict,
)
from services.registration.domain.form import FieldError
from services.registration.store.transaction import reading
from services.registration.store.views.staff import last_change
from services.registration.web.admin.kit.edit_form import (
    CONFIRM,
    AnyField,
    EditForm,
    TickGroup,
    Values,
    posted,
    show,
)
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.mistakes import text_of
from services.registration.web.admin.kit.parts import within
from services.registration.web.admin.kit.plan import asks_to_look
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid
from services.registration.web.wording import Wording, explained
from shared import ids

_KEY: Final = "form_key"
_CONFLICT: Final = 409
_REFUSED: Final = 422
# The fields of one of several things of a kind: p2-role.
_REPEATED: Final = re.compile(r"^[a-z]\d+-")
# What errors call a field that has another name in forms.
_OTHER_NAMES: Final = {
    "starts_at": "starts",
    "ends_at": "ends",
    "date": "day",
    "session": "session_ids",
    "send_at": "day",
}
_OF_FIELDS: Final = (FieldsRefused, InUse, NotFound)


class Editable(msgspec.Struct, frozen=True, kw_only=True):
    """A form with what is stored now; `version` is None where something new is made. `id`: of what is changed."""

    form: EditForm
    values: Values
    version: int | None = None
    id: UUID | None = None


Load: TypeAlias = Callable[[StaffRequest], Awaitable[Editable]]
# Reads and stores the fields, and returns the path to go to. `FormReader.check` is called before anything is stored.
Store: TypeAlias = Callable[[StaffRequest, FormReader, int | None], Awaitable[str]]


def key_of(request: StaffRequest) -> UUID:
    """The id of what a form makes: it was in the form, so that the same form makes it once."""
    return read_uuid(request.form.text(_KEY)) or ids.new()


async def open_form(
    request: StaffRequest, load: Load, *, suggested: Mapping[str, str] | None = None
) -> Response[bytes]:
    """The form with what is stored now; `suggested` values stand in their fields as if somebody had typed them."""
    it = await load(request)
    return show(request, it.form, {**it.values, **(suggested or {})}, hidden=_hidden(it))


async def save_form(
    request: StaffRequest, load: Load, store: Store, *, made: Callable[[UUID], str] | None = None
) -> Response[bytes]:
    """Store what was posted and go on. `made`: where to go if the same form was posted before, by the id of what it made."""
    it = await load(request)
    mine = posted(it.form, request.form)
    if it.version is not None and request.form.text("version") not in {"", str(it.version)}:
        return await _reconciled(request, it, mine)
    if (form := _to_look_at_again(request, it.form)) is not None:
        return show(request, form, mine, hidden=hidden_of(it, request.form))
    try:
        return _go(request, await store(request, FormReader(request.form), it.version))
    except VersionConflict:
        return await _reconciled(request, await load(request), mine)
    except AlreadyMade:
        if made is None:
            raise
        return _go(request, made(key_of(request)))
    except RegistrationError as error:
        status = _REFUSED if isinstance(error, _OF_FIELDS) else _CONFLICT
        return _again(request, it, mine, _faults(request, it.form, error), status=status)


def _to_look_at_again(request: StaffRequest, form: EditForm) -> EditForm | None:
    """The form to show once more: somebody asks to see a mail first, or the button said another number than goes now."""
    if form.plan is not None and asks_to_look(request):
        return form
    if _says_another_number(form, request.form):
        return msgspec.structs.replace(form, warnings=(request.words.staff_forms.counted_anew,))
    return None


def _says_another_number(form: EditForm, posted_form: PostedForm) -> bool:
    """Whether the button that was pressed said another number of mails than would go now."""
    now = next((button.value for button in form.buttons if button.name == CONFIRM), None)
    return (
        form.plan is not None
        and CONFIRM in posted_form
        and now is not None
        and posted_form.text(CONFIRM) != now
    )


def _faults(request: StaffRequest, form: EditForm, error: RegistrationError) -> list[Mistake]:
    """What was wrong, at the fields that it is about."""
    match error:
        case FieldsRefused():
            return _mistakes(form, error.errors, request.words)
        case InUse():
            return _mistakes(form, [FieldError(error.field, "twice")], request.words)
        case NotFound():
            return _mistakes(form, [FieldError(error.what, "not_a_choice")], request.words)
        case _:
            texts = explained(error, request.locale.language)
            return [Mistake(_anchor(form, ""), f"{texts.title}. {texts.detail}")]


def _go(request: StaffRequest, goal: str) -> Response[bytes]:
    """Redirect to a path below the organiser's, which may have a query."""
    path, _, query = goal.partition("?")
    return request.go_to(path, **dict(parse_qsl(query)))


def _again(
    request: StaffRequest, it: Editable, mine: Values, mistakes: Sequence[Mistake], *, status: int
) -> Response[bytes]:
    hidden = hidden_of(it, request.form)
    return show(
        request,
        it.form,
        mine,
        mistakes=mistakes,
        heading=request.words.staff_forms.not_saved,
        hidden=hidden,
        status=status,
    )


def hidden_of(it: Editable, form: PostedForm) -> dict[str, str]:
    """The hidden fields of a form that is shown again: from when it was made."""
    return _hidden(it) | {name: form.text(name) for name in ("was", _KEY) if name in form}


def _hidden(it: Editable) -> dict[str, str]:
    if it.version is None:
        return {_KEY: str(ids.new())}
    return {"version": str(it.version), "was": json.dumps(dict(it.values), ensure_ascii=False)}


async def _reconciled(request: StaffRequest, it: Editable, mine: Values) -> Response[bytes]:
    """The form with the changes of both; where both changed a field, the poster's text with the other's beside it."""
    texts = request.words.staff_forms
    was = _was(request.form.text("was"))
    values, mistakes, notes = dict(mine), list[Mistake](), dict[str, str]()
    for field in it.form.fields():
        name = field.name
        now = it.values.get(name, "")
        before = was.get(name, now)
        if now in {before, mine[name]}:
            continue
        said = texts.now_is.format(value=within(_said(field, now)) or texts.empty)
        if mine[name] == before:
            values[name] = now
            mistakes.append(Mistake(name, texts.taken_over.format(label=field.label, said=said)))
        else:
            notes[name] = said
            mistakes.append(Mistake(name, texts.both_changed.format(label=field.label, said=said)))
    if not mistakes:
        mistakes.append(Mistake(_anchor(it.form, ""), texts.changed_elsewhere))
    return show(
        request,
        it.form,
        values,
        mistakes=mistakes,
        heading=await _who_changed(request, it.id),
        notes=notes,
        hidden=_hidden(it),
        status=_CONFLICT,
    )


async def _who_changed(request: StaffRequest, subject_id: UUID | None) -> str:
    texts = request.words.staff_forms
    if subject_id is None:
        return texts.somebody_changed
    async with reading(request.pool) as conn:
        name = await last_change.who(conn, request.caller.organiser_id, subject_id)
    return texts.changed_by.format(name=name) if name else texts.somebody_changed


def _was(text: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=dict[str, str])
    except msgspec.MsgspecError:
        return {}


def _said(field: AnyField, value: str) -> str:
    """The value in words."""
    if isinstance(field, TickGroup):
        chosen = set(value.split())
        return ", ".join(option.text for option in field.options if option.value in chosen)
    return dict(field.options).get(value, value)


def _mistakes(form: EditForm, errors: Sequence[FieldError], words: Wording) -> list[Mistake]:
    return [
        Mistake(_anchor(form, error.field), text_of(_REPEATED.sub("", error.field), error, words))
        for error in errors
    ]


def _anchor(form: EditForm, field: str) -> str:
    """The field that an error is about, by its own name or the name in the API; else the first field."""
    names = [each.name for each in form.fields()]
    for name in (field, _OTHER_NAMES.get(field, ""), field.partition("/")[0], f"{field}_id"):
        if name in names:
            return name
    return names[0] if names else "innehall"
