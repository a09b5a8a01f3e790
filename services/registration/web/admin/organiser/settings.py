"""`/admin/{organiser}/mer/arrangor`: what the organiser is called, its colour and its logo."""

import re
from collections.abc import Sequence
from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.directory import change_organiser
from services.registration.domain.errors import VersionConflict
from services.registration.domain.form import FieldReader
from services.registration.domain.picture import LARGEST, SMALLEST
from services.registration.domain.tenant import Organiser, OrganiserChanges
from services.registration.store.directory import organisers
from services.registration.store.transaction import reading
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_mistake, staff_summary
from services.registration.web.admin.kit.parts import more, within
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.assets.accent import readable
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.responses import respond

_COLOUR: Final = re.compile(r"#?[0-9a-fA-F]{6}")
_SHORT: Final = 40


class LogoShown(msgspec.Struct, frozen=True, kw_only=True):
    src: str
    width: int
    height: int


class OrganiserPage(msgspec.Struct, frozen=True, kw_only=True):
    """`logo_error` stands at the field of the file."""

    layout: StaffLayout
    head: Head
    notice: Notice | None
    summary: ErrorSummary | None
    action: str
    version: int
    fields: tuple[Field, ...]
    logo: LogoShown | None
    logo_action: str
    logo_hint: str
    logo_error: str | None
    remove_action: str


async def show_settings(request: StaffRequest) -> Response[bytes]:
    """The forms."""
    return page_of(request, await load(request))


async def save_settings(request: StaffRequest) -> Response[bytes]:
    """Store the names and the colour; the second of two editors sees what the first has saved, and keeps their own text."""
    words = request.words
    reader = FieldReader(request.form.values())
    name = reader.line("name", required=True)
    short_name = reader.line("short_name", limit=_SHORT)
    accent = reader.line("accent")
    mistakes = [staff_mistake(error, words) for error in reader.errors]
    if accent is not None and not _COLOUR.fullmatch(accent):
        mistakes.append(Mistake("accent", words.staff_organiser.no_colour))
    current = await load(request)
    if mistakes or name is None:
        return page_of(request, current, mistakes)
    if accent is not None:
        accent = f"#{accent.removeprefix('#').lower()}"
    version = request.form.text("version")
    changes = OrganiserChanges(name=name, short_name=short_name, accent=accent)
    try:
        await change_organiser.change(
            request.pool,
            request.caller,
            changes,
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        )
    except VersionConflict:
        return page_of(request, current, _changed(request, current), status=409)
    request.services.wake()
    return request.go_to("/mer/arrangor", om="sparat")


async def load(request: StaffRequest) -> Organiser:
    """The organiser as it is now."""
    async with reading(request.pool) as conn:
        return await organisers.get(conn, request.caller.organiser_id)


def page_of(
    request: StaffRequest, current: Organiser, mistakes: Sequence[Mistake] = (), *, status: int = 422
) -> Response[bytes]:
    """The page, with what was typed if there are mistakes."""
    words = request.words
    texts = words.staff_organiser
    said = None if mistakes else texts.said.get(request.query.get("om", ""))
    logo = None
    if current.logo_hash is not None:
        logo = LogoShown(
            src=f"/{current.slug}/logo?v={current.logo_hash}",
            width=current.logo_width or 0,
            height=current.logo_height or 0,
        )
    page = OrganiserPage(
        layout=request.layout(texts.heading, "more", path=more(request), is_error=bool(mistakes)),
        head=Head(heading=texts.heading, meta=texts.lead),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
        summary=staff_summary(mistakes, words, _fields(request, current)),
        action=request.address("/mer/arrangor"),
        version=current.version,
        fields=filled(
            _fields(request, current),
            words,
            request.form if mistakes and "name" in request.form else None,
            mistakes,
        ),
        logo=logo,
        logo_action=request.address("/mer/arrangor/logga"),
        logo_hint=texts.logo_hint.format(smallest=SMALLEST, largest=LARGEST),
        logo_error=next((one.text for one in mistakes if one.anchor == "logo"), None),
        remove_action=request.address("/mer/arrangor/logga/bort"),
    )
    return respond(
        "staff/organiser", page, language=request.locale.language, status=status if mistakes else 200
    )


def _fields(request: StaffRequest, current: Organiser) -> tuple[Field, ...]:
    texts = request.words.staff_organiser
    hint, shown = texts.colour_hint, readable(current.accent)
    if current.accent and shown and f"#{shown}" != current.accent.lower():
        hint = f"{hint} {texts.colour_darkened.format(shown=f'#{shown}')}"
    return (
        Field(name="name", label=texts.name, value=current.name, is_required=True),
        Field(
            name="short_name",
            label=texts.short_name,
            hint=texts.short_name_hint,
            value=current.short_name or "",
        ),
        Field(name="accent", label=texts.colour, hint=hint, value=current.accent or ""),
    )


def _changed(request: StaffRequest, current: Organiser) -> list[Mistake]:
    """What somebody else has saved meanwhile, at each field where it differs from what was typed."""
    texts = request.words.staff_organiser
    now = {"name": current.name, "short_name": current.short_name or "", "accent": current.accent or ""}
    found = [
        Mistake(name, texts.changed_meanwhile.format(value=within(value) or "–"))
        for name, value in now.items()
        if request.form.text(name).strip() != value
    ]
    return found or [Mistake("name", texts.changed_meanwhile.format(value=within(current.name)))]
