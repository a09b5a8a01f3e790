"""Sheets to print, as tagged PDF (PDF/UA-1) by typst."""

import asyncio
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import msgspec
import typst
from litestar import Response

from services.registration.actions.directory.note_export import note_export
from services.registration.web.admin.kit.list_file import file_headers, file_name
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.bytes_response import BytesResponse
from shared import clean

_TEMPLATE: Final = (Path(__file__).parent / "print_sheet.typ").read_bytes()
# What the font of typst surely has: Latin, Greek and Cyrillic letters, and the signs between words.
_SURE: Final = re.compile(r"[^\x20-\x7e\xa0-\u052f\u1e00-\u1fff\u2010-\u2027\u20ac]")
_MISSING: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_STAND_IN: Final = "□"


class PrintSheet(msgspec.Struct, frozen=True, kw_only=True):
    """One sheet: a heading, lines under it, a table, and notes below. `name` and `subject` are logged.

    `widths` are shares of the paper. `is_signed`: rows are high enough to sign in.
    """

    name: str
    title: str
    subject: tuple[str, UUID]
    lines: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    is_signed: bool = False
    people: int


async def answer_with(request: StaffRequest, sheet: PrintSheet) -> Response[bytes]:
    """The sheet as a file, noted in the audit log."""
    await note_export(
        request.pool, request.caller, sheet.subject, name=sheet.name, narrowed_by=(), count=sheet.people
    )
    texts = request.words.staff_files
    foot = texts.printed.format(
        organiser=request.signed_in.organiser_name, at=moment(request.caller.now, request.locale.language)
    )
    content = await asyncio.to_thread(
        write_pdf, sheet, language=request.locale.language, foot=foot, stand_in_note=texts.stand_in
    )
    headers = file_headers(file_name(request, sheet.title), "pdf", "application/pdf")
    return BytesResponse(content, status=200, headers=headers)


def write_pdf(sheet: PrintSheet, *, language: str, foot: str, stand_in_note: str) -> bytes:
    """Write it. A sign that the font lacks would stop the whole list: it becomes a box, and the sheet says so."""
    data: dict[str, Any] = {
        "title": sheet.title,
        "language": language,
        "foot": foot,
        "lines": list(sheet.lines),
        "notes": list(sheet.notes),
        "headings": list(sheet.headings),
        "widths": list(sheet.widths),
        "rows": [list(row) for row in sheet.rows],
        "signed": sheet.is_signed,
    }
    data = _tidied(data)
    try:
        return _compiled(data)
    except typst.TypstError as error:
        if not _MISSING.search(str(error)):
            raise
    data = _without(data, _SURE)
    data["notes"] = [*data["notes"], stand_in_note]
    return _compiled(data)


def _compiled(data: dict[str, Any]) -> bytes:
    made: bytes = typst.compile(
        _TEMPLATE,
        format="pdf",
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(data, ensure_ascii=True)},
    )
    return made


def _tidied(value: Any) -> Any:  # Any: what JSON holds
    match value:
        case str():
            return clean.without_overrides(value)
        case list():
            return [_tidied(one) for one in value]
        case dict():
            return {name: _tidied(one) for name, one in value.items()}
        case _:
            return value


def _without(value: Any, unsure: re.Pattern[str]) -> Any:  # Any: what JSON holds
    match value:
        case str():
            return unsure.sub(_STAND_IN, value)
        case list():
            return [_without(one, unsure) for one in value]
        case dict():
            return {name: _without(one, unsure) for name, one in value.items()}
        case _:
            return value
