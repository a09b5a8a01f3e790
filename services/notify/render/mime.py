"""Assembles the MIME parts of a mail, with the same bytes each time (calendar rule 1 to 3, 16)."""

import binascii
import hashlib
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from services.notify.domain.calendar import Method
from services.notify.domain.letters.letter import MailFile

_BYTES_A_LINE: Final = 57  # 76 characters in base64


def assemble(
    headers: list[tuple[str, str]],
    *,
    text: bytes,
    html: bytes,
    calendar: tuple[Method, bytes] | None,
    seed: str,
    files: Sequence[MailFile] = (),
) -> bytes:
    """Return the complete message with CRLF line ends; `text` and `html` are lines as `quoted` returns them.

    The boundaries are derived from `seed`, so that a mail made twice has the same bytes. No part can contain them: `=_`
    occurs neither in quoted-printable nor in base64.
    """
    token = hashlib.sha256(seed.encode()).hexdigest()[:32]
    parts = [_text_part("plain", text), _text_part("html", html)]
    if calendar is None:
        kind, body = _joined("alternative", f"=_a{token}", parts)
        if files:
            inside = f"Content-Type: {kind}\r\n\r\n".encode() + body
            kind, body = _joined("mixed", f"=_m{token}", [inside, *map(_file_part, files)])
    else:
        method, file = calendar
        encoded = _base64(file)
        # The last alternative, without Content-Disposition: as an attachment it is shown as a file, and as `inline`
        # Thunderbird shows no buttons.
        parts.append(_part(f"text/calendar; charset=utf-8; method={method}", "base64", encoded))
        inner_kind, inner = _joined("alternative", f"=_a{token}", parts)
        attached = _part(
            "application/ics; name=invite.ics", "base64", encoded, "attachment; filename=invite.ics"
        )
        kind, body = _joined(
            "mixed", f"=_m{token}", [f"Content-Type: {inner_kind}\r\n\r\n".encode() + inner, attached]
        )
    top = "".join([f"{name}: {value}\r\n" for name, value in headers])
    return f"{top}MIME-Version: 1.0\r\nContent-Type: {kind}\r\n\r\n".encode() + body


def quoted(line: str) -> bytes:
    """Return a line, or one that was wrapped into several, in quoted-printable with CRLF at the end.

    "From " at the start of a line is encoded: in mbox files it begins a new mail, and some programs put ">" before it.
    """
    found = binascii.b2a_qp(f"{line}\n".replace("\n", "\r\n").encode(), istext=True)
    if b"From " not in found:
        return found
    return (b"\r\n" + found).replace(b"\r\nFrom ", b"\r\n=46rom ")[2:]


def _joined(kind: str, boundary: str, parts: list[bytes]) -> tuple[str, bytes]:
    delimiter = b"--" + boundary.encode()
    body = b"".join([delimiter + b"\r\n" + part for part in parts]) + delimiter + b"--\r\n"
    return f'multipart/{kind};\r\n boundary="{boundary}"', body


def _part(kind: str, encoding: str, body: bytes, disposition: str | None = None) -> bytes:
    more = f"Content-Disposition: {disposition}\r\n" if disposition else ""
    return f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n".encode() + body


def _file_part(file: MailFile) -> bytes:
    """A file with its name, in RFC 2231's form if it has other letters than those of ASCII."""
    name = file.name.replace('"', "")
    shown = f'filename="{name}"' if name.isascii() else f"filename*=utf-8''{quote(name, safe='')}"
    return _part(file.media_type, "base64", _base64(file.content), f"attachment;\r\n {shown}")


def _text_part(kind: str, lines: bytes) -> bytes:
    return _part(f"text/{kind}; charset=utf-8", "quoted-printable", lines)


def _base64(raw: bytes) -> bytes:
    lines = [
        binascii.b2a_base64(raw[at : at + _BYTES_A_LINE], newline=False)
        for at in range(0, len(raw), _BYTES_A_LINE)
    ]
    return b"\r\n".join(lines) + b"\r\n"
