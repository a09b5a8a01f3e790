"""`/admin/{organiser}/jag`: one's own name and language, and signing out."""

from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.staff.change_staff import change_own
from services.registration.domain.form import FieldReader
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.staff.calendar import StaffCalendarPart, calendar_part
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, mistake
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact
from services.registration.web.kit.responses import respond
from shared.language import Language

_LANGUAGES: Final[dict[str, Language | None]] = {"": None, "sv": "sv", "en": "en"}


class OwnStaffPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    saved: str | None
    summary: ErrorSummary | None
    action: str
    fields: tuple[Field, ...]
    facts: tuple[Fact, ...]
    sign_out: str
    password: Link
    calendar: StaffCalendarPart


async def show_own(request: StaffRequest) -> Response[bytes]:
    """The form."""
    return await _page(request, ())


async def save_own(request: StaffRequest) -> Response[bytes]:
    """Store name and language, or show the form again with every error."""
    reader = FieldReader(request.form.values())
    name = reader.line("name")
    language = reader.choice("language", tuple(_LANGUAGES), default="")
    if reader.errors or language is None:
        return await _page(request, [mistake(error, request.words) for error in reader.errors])
    await change_own(
        request.pool, request.caller, request.signed_in.staff_id, name=name, language=_LANGUAGES[language]
    )
    return request.go_to("/jag", om="sparat")


async def _page(request: StaffRequest, mistakes: Sequence[Mistake]) -> Response[bytes]:
    words, signed_in = request.words, request.signed_in
    texts = words.staff_own
    fields = (
        Field(
            name="name",
            label=texts.name,
            hint=texts.name_hint,
            value=signed_in.name or "",
            autocomplete="name",
        ),
        Field(
            name="language",
            label=texts.language,
            kind="choice",
            value=signed_in.language or "",
            options=tuple((value, texts.languages[value]) for value in _LANGUAGES),
        ),
    )
    page = OwnStaffPage(
        layout=request.layout(texts.heading, "more", is_error=bool(mistakes)),
        head=Head(heading=texts.heading),
        saved=None if mistakes else _saved(request),
        summary=staff_summary(mistakes, words, fields),
        action=request.address("/jag"),
        fields=filled(fields, words, request.form if mistakes else None, mistakes),
        facts=(
            Fact(texts.email, signed_in.email),
            Fact(texts.organiser, signed_in.organiser_name),
            Fact(texts.role, texts.roles[signed_in.role]),
        ),
        calendar=await calendar_part(request),
        sign_out=request.locale.address("/admin/sign-out"),
        password=Link(words.staff_people.change_password, request.address("/jag/losenord")),
    )
    return respond("staff/own", page, language=request.locale.language, status=422 if mistakes else 200)


def _saved(request: StaffRequest) -> str | None:
    own = request.words.staff_own
    texts = {
        "kalender": own.calendar_made,
        "ingen-kalender": own.calendar_gone,
        "sparat": request.words.staff_own.saved,
        "losenord": request.words.staff_people.password_changed,
    }
    return texts.get(request.query.get("om", ""))
