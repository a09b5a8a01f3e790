"""Files that go with a mailing: small ones, of a type that is read from their content and not from their name."""

import io
import zipfile
from typing import Final

import msgspec

from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldError

MOST_BYTES: Final = 300_000  # of all files of a mailing together: they are in every single mail
MOST_FILES: Final = 3
_LONGEST_NAME: Final = 100

_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
)
_OFFICE: Final = {
    "word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
    ),
    "xl/workbook.xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)),
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        (".pptx",),
    ),
}
# What makes a document run something, or a PDF do so.
_PROGRAMS: Final = ("vbaproject.bin", "vbadata.xml")
_PDF_PROGRAMS: Final = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile")


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file with the type that its content has."""

    name: str
    media_type: str
    content: bytes


def read_attachment(name: str, content: bytes) -> Attachment:
    """Return the file with its type; raises `FieldsRefused` for a name or a content that cannot be sent."""
    name = name.strip()
    if (
        not name
        or len(name) > _LONGEST_NAME
        or any(mark in name for mark in '/\\"<>:|?*')
        or not name.isprintable()
    ):
        raise FieldsRefused([FieldError("name", "file_name")])
    found = _type_of(content)
    if found is None:
        raise FieldsRefused([FieldError("content", "file_type")])
    media_type, endings = found
    if not name.casefold().endswith(endings):
        raise FieldsRefused([FieldError("name", "file_ending", endings[0])])
    return Attachment(name=name, media_type=media_type, content=content)


def require_room(sizes: list[int]) -> None:
    """Raise `FieldsRefused` where the files of a mailing are too many or too large together."""
    if len(sizes) > MOST_FILES:
        raise FieldsRefused([FieldError("content", "too_many", MOST_FILES)])
    if sum(sizes) > MOST_BYTES:
        raise FieldsRefused([FieldError("content", "file_heavy", MOST_BYTES // 1000)])


def _type_of(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Return the media type and the endings that fit it; None for what is not sent."""
    for signature, media_type, endings in _SIGNATURES:
        if content.startswith(signature):
            is_program = media_type == "application/pdf" and any(mark in content for mark in _PDF_PROGRAMS)
            return None if is_program else (media_type, endings)
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    is_text = bool(text.strip()) and all(mark.isprintable() or mark in "\r\n\t" for mark in text)
    return ("text/plain", (".txt",)) if is_text and "<" not in text[:200] else None


def _office_type(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    """Return the type of a document of Word, Excel or PowerPoint without programs; its parts are not unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = {name.casefold() for name in package.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError, EOFError):
        return None
    if any(name.endswith(_PROGRAMS) for name in names) or "[content_types].xml" not in names:
        return None
    return next((found for part, found in _OFFICE.items() if part in names), None)
