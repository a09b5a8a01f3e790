"""A file that is sent as the body of a request, or as a part of `multipart/form-data`, as `curl -F` and forms send it."""

import re
from typing import Final

import msgspec

_BOUNDARY: Final = re.compile(r'boundary="?([^";,]{1,70})"?', re.IGNORECASE)
_FILE_NAME: Final = re.compile(rb'filename="([^"]*)"', re.IGNORECASE)
_BLANK_LINE: Final = b"\r\n\r\n"


class UploadedFile(msgspec.Struct, frozen=True):
    """The bytes of a file, and its name if that was said."""

    data: bytes
    name: str | None = None


def read_upload(body: bytes, media_type: str) -> UploadedFile | None:
    """The file of a request; None if a multipart body has none."""
    if not media_type.lower().startswith("multipart/form-data"):
        return UploadedFile(body)
    found = _BOUNDARY.search(media_type)
    if found is None:
        return None
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode()):
        head, _, data = part.partition(_BLANK_LINE)
        if name := _FILE_NAME.search(head):
            return UploadedFile(data, _tidy(name[1]))
    return None


def _tidy(name: bytes) -> str | None:
    """A file's name without folders, in one line."""
    text = name.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in text if letter.isprintable())[:200] or None
