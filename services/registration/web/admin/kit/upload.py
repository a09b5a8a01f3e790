"""Reads a form with a file (`multipart/form-data`, RFC 7578); no input raises an exception."""

import re
from typing import Final

import msgspec

_BOUNDARY: Final = re.compile(r'multipart/form-data;.*boundary="?([^";]{1,100})"?', re.IGNORECASE)
_NAME: Final = re.compile(rb'[; ]name="([^"]*)"', re.IGNORECASE)
_FILE_NAME: Final = re.compile(rb'filename="([^"]*)"', re.IGNORECASE)
_LONGEST: Final = 200


class PostedPart(msgspec.Struct, frozen=True, kw_only=True):
    """A field with its bytes; `file_name` where it is a file that has one."""

    data: bytes
    file_name: str | None = None


def read_parts(content_type: str, body: bytes) -> dict[str, PostedPart]:
    """The fields of the form by name; none if it is no such form."""
    match = _BOUNDARY.match(content_type)
    if match is None:
        return {}
    parts: dict[str, PostedPart] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + match[1].encode())[1:]:
        head, found, data = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if found and name:
            parts[name[1].decode("utf-8", "replace")] = PostedPart(data=data, file_name=_file_name(head))
    return parts


def _file_name(head: bytes) -> str | None:
    """The name of the file without folders, in one line."""
    match = _FILE_NAME.search(head)
    if match is None:
        return None
    text = match[1].decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in text if letter.isprintable())[:_LONGEST] or None
