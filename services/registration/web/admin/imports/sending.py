"""`/personer/las-in`: a file is chosen, or lines are pasted."""

from typing import Final

import msgspec
from litestar import Response

from services.registration.actions.directory.keep_sheet import keep_sheet
from services.registration.domain.directory.sheet.content import MOST_BYTES, SheetRefused
from services.registration.store.directory.kept_sheets import KeptSheet
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.mistakes import staff_summary
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.kit.upload import read_parts
from services.registration.web.kit.assets import script
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled
from services.registration.web.kit.forms.posted_form import redisplay
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond

# More than a list may have, so that the page can say that it is too large.
LARGEST_UPLOAD: Final = 3 * MOST_BYTES
_MOST_SHOWN_AGAIN: Final = 30_000


class SendListPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    summary: ErrorSummary | None
    action: str
    file_error: str | None
    pasted: Field
    links: tuple[Link, ...]
    script: str


async def show_upload(request: StaffRequest) -> Response[bytes]:
    """The form."""
    return _page(request)


async def take(request: StaffRequest) -> Response[bytes]:
    """Keep the list and show what it would change. A file that cannot be read is refused in words."""
    texts = request.words.staff_import
    parts = read_parts(request.content_type, request.body)
    file, pasted = parts.get("fil"), parts.get("rader")
    text = pasted.data.decode("utf-8", "replace").strip() if pasted else ""
    if file is not None and file.data:
        sheet, anchor = KeptSheet(file_name=file.file_name, data=file.data), "fil"
    elif text:
        sheet, anchor = KeptSheet(file_name=None, data=text.encode()), "rader"
    else:
        return _page(request, Mistake("fil", texts.nothing_sent))
    if len(sheet.data) > MOST_BYTES:
        return _page(request, Mistake(anchor, texts.too_large.format(most=MOST_BYTES // 1_000_000)), text)
    try:
        sheet_id = await keep_sheet(request.pool, request.caller, sheet)
    except SheetRefused as refused:
        return _page(request, Mistake(anchor, refusal(request, refused)), text)
    return request.go_to(f"/personer/las-in/{sheet_id}")


def refusal(request: StaffRequest, refused: SheetRefused) -> str:
    """Why a file is not read, in words."""
    if refused.reason == "file_too_large":
        return request.words.staff_import.too_large.format(most=MOST_BYTES // 1_000_000)
    texts = request.words.people_import.refusals
    return texts.get(refused.reason, texts["file_broken"]).format(expected=", ".join(refused.names))


def _page(request: StaffRequest, wrong: Mistake | None = None, text: str = "") -> Response[bytes]:
    texts, mistakes = request.words.staff_import, [wrong] if wrong else []
    field = Field(
        name="rader",
        label=texts.paste,
        kind="long",
        hint=texts.paste_hint,
        value=redisplay(text[:_MOST_SHOWN_AGAIN]),
    )
    [pasted] = filled((field,), request.words, None, mistakes)
    page = SendListPage(
        layout=request.layout(
            texts.heading,
            "people",
            path=(Link(request.words.staff_directory.heading, request.address("/personer")),),
            is_error=wrong is not None,
        ),
        head=Head(heading=texts.heading, meta=texts.lead),
        summary=staff_summary(mistakes, request.words, (field,), heading=texts.not_read),
        action=request.address("/personer/las-in"),
        file_error=wrong.text if wrong and wrong.anchor == "fil" else None,
        pasted=pasted,
        links=(Link(request.words.staff_directory.imports, request.address("/personer/inlasningar")),),
        script=script.address("import"),
    )
    status = 422 if wrong is not None else 200
    return respond("staff/import", page, language=request.locale.language, status=status, runs="import")
