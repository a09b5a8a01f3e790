"""A form for staff, in sections: fields and groups to tick, the hidden version, and one button that says what it does."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

import msgspec
from litestar import Response

from services.registration.web.admin.kit.layout import Head, Room, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.plan import ChangePlan
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.sign_in_page import HiddenField
from services.registration.web.kit.dates import DateBadge
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond

Values: TypeAlias = Mapping[str, str]
CONFIRM: Final = "confirm"  # the button with a number; its value is the number


class TickOption(msgspec.Struct, frozen=True, kw_only=True):
    value: str
    text: str
    more: str | None = None
    is_ticked: bool = False


class TickGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Several of some things; its value is those that are ticked, with spaces between."""

    name: str
    label: str
    options: tuple[TickOption, ...]
    hint: str | None = None
    error: str | None = None
    error_prefix: str = ""
    kind: Literal["ticks"] = "ticks"


AnyField: TypeAlias = Field | TickGroup


class FormButton(msgspec.Struct, frozen=True, kw_only=True):
    """Posts the form; with a name, the form says which button was pressed."""

    text: str
    kind: str = "primary"
    name: str = ""
    value: str = ""


class FormSection(msgspec.Struct, frozen=True, kw_only=True):
    """Fields under a heading; `is_folded`: behind a disclosure, open if one of them has an error. `button` acts on them."""

    id: str
    fields: tuple[AnyField, ...]
    heading: str | None = None
    about: str | None = None
    is_folded: bool = False
    is_open: bool = False
    button: FormButton | None = None


class CompareSide(msgspec.Struct, frozen=True, kw_only=True):
    """What is so now, or what will be."""

    heading: str
    badge: DateBadge
    when: str
    more: str


class Compare(msgspec.Struct, frozen=True, kw_only=True):
    """Before and after, side by side."""

    heading: str
    before: CompareSide
    after: CompareSide


class TextList(msgspec.Struct, frozen=True, kw_only=True):
    """Lines under a heading above the fields, or links to choose from."""

    id: str
    heading: str
    lead: str | None = None
    texts: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class EditForm(msgspec.Struct, frozen=True, kw_only=True):
    """`action` and `leave` are whole addresses. `warnings` say what to look at, and stop nothing.

    `follows`: sentences on what pressing the button does; `plan`: who is told; `lists`: what stands above the fields.
    """

    title: str
    action: str
    sections: tuple[FormSection, ...]
    buttons: tuple[FormButton, ...]
    leave: Link
    room: Room = "programmes"
    meta: str | None = None
    path: tuple[Link, ...] = ()
    warnings: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    compare: Compare | None = None
    plan: ChangePlan | None = None
    lists: tuple[TextList, ...] = ()

    def fields(self) -> list[AnyField]:
        """All fields, in order."""
        return [field for section in self.sections for field in section.fields]


class EditPage(msgspec.Struct, frozen=True, kw_only=True):
    """`stays`: the first button and the way out stay in view, however long it is what they are about."""

    layout: StaffLayout
    head: Head
    summary: ErrorSummary | None
    warnings: tuple[str, ...]
    follows: tuple[str, ...]
    compare: Compare | None
    plan: ChangePlan | None
    lists: tuple[TextList, ...]
    action: str
    hidden: tuple[HiddenField, ...]
    sections: tuple[FormSection, ...]
    buttons: tuple[FormButton, ...]
    leave: Link
    stays: bool


def posted(form: EditForm, request_form: PostedForm) -> dict[str, str]:
    """The posted value of each field, as it can be shown again."""
    return {
        field.name: redisplay(
            " ".join(request_form.all(field.name))
            if isinstance(field, TickGroup)
            else request_form.text(field.name)
        )
        for field in form.fields()
    }


def show(
    request: StaffRequest,
    form: EditForm,
    values: Values,
    *,
    mistakes: Sequence[Mistake] = (),
    heading: str | None = None,
    notes: Mapping[str, str] | None = None,
    hidden: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response[bytes]:
    """The page with these values. `notes`: what is said at a field beside its hint; `heading`: of the summary of errors."""
    sections = tuple(_filled_section(request, each, values, mistakes, notes or {}) for each in form.sections)
    page = EditPage(
        layout=request.layout(form.title, form.room, path=form.path, is_error=bool(mistakes)),
        head=Head(heading=form.title, meta=form.meta),
        summary=staff_summary(mistakes, request.words, form.fields(), heading=heading),
        warnings=form.warnings,
        follows=form.follows,
        compare=form.compare,
        plan=form.plan,
        lists=form.lists,
        action=form.action,
        hidden=tuple(HiddenField(name, value) for name, value in (hidden or {}).items()),
        sections=sections,
        buttons=form.buttons,
        leave=form.leave,
        stays=form.plan is not None or any(button.name == CONFIRM for button in form.buttons),
    )
    return respond("staff/edit", page, language=request.locale.language, status=status)


def _filled_section(
    request: StaffRequest,
    section: FormSection,
    values: Values,
    mistakes: Sequence[Mistake],
    notes: Mapping[str, str],
) -> FormSection:
    fields = tuple(
        _filled(field, values.get(field.name, ""), mistakes, request.words.common.error_prefix, notes)
        for field in section.fields
    )
    return msgspec.structs.replace(
        section, fields=fields, is_open=section.is_open or any(field.error for field in fields)
    )


def _filled(
    field: AnyField, value: str, mistakes: Sequence[Mistake], prefix: str, notes: Mapping[str, str]
) -> AnyField:
    hint = " ".join(text for text in (field.hint, notes.get(field.name)) if text) or None
    error = error_at(field.name, mistakes)
    if isinstance(field, TickGroup):
        ticked = set(value.split())
        options = tuple(
            msgspec.structs.replace(option, is_ticked=option.value in ticked) for option in field.options
        )
        return msgspec.structs.replace(field, options=options, hint=hint, error=error, error_prefix=prefix)
    return msgspec.structs.replace(field, value=value, hint=hint, error=error, error_prefix=prefix)
