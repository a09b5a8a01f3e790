"""Validates form fields for pages and API: raw values in, clean values or every field error out.

Fields that users fill in are decoded as `object` and checked here, because msgspec reports only the first error.
HTML is treated as plain text; the templates escape it.
"""

import unicodedata
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import msgspec

from shared import addresses, names

Code = Literal[
    "missing",
    "not_text",
    "too_long",
    "not_allowed",  # control characters, NUL, lone surrogates
    "not_an_address",
    "not_a_name",  # it reads like a web address, which mail programs turn into a link
    "not_a_url",
    "not_https",  # or with a name and a password, or a fragment
    "not_public",
    "not_a_choice",
    "not_a_number",
    "not_numeric",  # where a decimal number is accepted too
    "not_a_date",
    "not_an_id",
    "before_start",
    "does_not_match",
    "not_earlier",
    "too_many",
    "twice",
    "unknown",
    "not_ahead",
    "too_far_ahead",
    "placeholder",
    "braces",
    "file_name",
    "file_type",
    "file_ending",
    "file_heavy",
    "not_there",
    "several",
]

NAME: Final = 200
TITLE: Final = 300
EMAIL: Final = addresses.LONGEST
LINE: Final = 200
MESSAGE: Final = 4000
URL: Final = 2000

_LINE_BREAKS: Final = frozenset("\n\t")


class FieldError(msgspec.Struct, frozen=True):
    """One invalid field (a path such as `person/email`), the problem as a code, and the limit that was exceeded, if any."""

    field: str
    code: Code
    limit: int | str | None = None


class FieldReader:
    """Reads one form field by field and collects every error."""

    def __init__(self, values: Mapping[str, object], *, prefix: str = "") -> None:
        self.values = values
        self.prefix = prefix
        self.errors: list[FieldError] = []

    def error(self, field: str, code: Code, limit: int | None = None) -> None:
        self.errors.append(FieldError(f"{self.prefix}{field}", code, limit))

    def line(self, field: str, *, limit: int = LINE, required: bool = False) -> str | None:
        """Read a text without line breaks, of at most `limit` characters."""
        return self._text(field, limit=limit, required=required, breaks=False)

    def long_text(self, field: str, *, limit: int = MESSAGE, required: bool = False) -> str | None:
        """Read a text that may have line breaks, of at most `limit` characters."""
        return self._text(field, limit=limit, required=required, breaks=True)

    def name(self, field: str = "name") -> str:
        """Read the name of a person, which stands in genuine mails: nothing that a mail program turns into a link."""
        found = self.line(field, limit=NAME, required=True) or ""
        if names.reads_like_a_link(found):
            self.error(field, "not_a_name")
        return found

    def email(self, field: str = "email", *, required: bool = True) -> str | None:
        """Read an e-mail address; only the domain is changed to lower case."""
        before = len(self.errors)
        found = self.line(field, limit=EMAIL, required=required)
        if found is None or len(self.errors) > before:
            return None
        if (address := tidy_address(found)) is None:
            self.error(field, "not_an_address")
        return address

    def url(self, field: str) -> str | None:
        """Read an http or https URL."""
        found = self.line(field, limit=URL)
        if found is None:
            return None
        if (address := web_address(found)) is None:
            self.error(field, "not_a_url")
        return address

    def choice(self, field: str, choices: tuple[str, ...], *, default: str | None = None) -> str | None:
        found = self.values.get(field)
        if found is None or found == "":
            return default
        if not isinstance(found, str) or found not in choices:
            self.error(field, "not_a_choice")
            return default
        return found

    def _text(self, field: str, *, limit: int, required: bool, breaks: bool) -> str | None:
        found = self.values.get(field)
        if found is None or found == "":
            if required:
                self.error(field, "missing")
            return None
        if not isinstance(found, str):
            self.error(field, "not_text")
            return None
        text = tidy(found, breaks=breaks)
        if not is_clean(text, breaks=breaks):
            self.error(field, "not_allowed")
        elif not text and required:
            self.error(field, "missing")
        elif len(text) > limit:
            self.error(field, "too_long", limit)
        else:
            return text or None
        return None


def tidy(text: str, *, breaks: bool = False) -> str:
    """Trim the text and normalise it: NFC, and newline for every line break."""
    if breaks:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip() if _is_broken(text) else unicodedata.normalize("NFC", text).strip()


def is_clean(text: str, *, breaks: bool = False) -> bool:
    """Whether a text is free of control characters, line separators and lone surrogates."""
    if text.isprintable():  # the fast check: printable text has none of these
        return True
    allowed: frozenset[str] = _LINE_BREAKS if breaks else frozenset()
    return not any(
        unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} and letter not in allowed for letter in text
    )


def tidy_address(text: str) -> str | None:
    """Normalise an e-mail address; None if it is invalid."""
    return addresses.tidy(text)


def address_key(address: str) -> str:
    """The comparison key of an address: two addresses with the same key belong to one person. Ignores case and IDNA form."""
    local, _, domain = address.partition("@")
    return f"{local.casefold()}@{domain.encode('idna').decode('ascii').lower()}"


def web_address(text: str) -> str | None:
    """Return an http or https URL with a host in ASCII, as a `Location` header takes it; None if the text is none.

    Letters outside ASCII are percent-encoded, in the host by IDNA, as a browser does with what is typed (RFC 3987 3.1).
    """
    if any(letter.isspace() for letter in text):
        return None
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in {"http", "https"} and (parts.port is None or parts.port > 0)
        if not is_one or not parts.hostname:
            return None
        return text if text.isascii() else _in_ascii(parts)
    except ValueError:  # also what IDNA refuses
        return None


def _in_ascii(parts: SplitResult) -> str:
    before, at, host = parts.netloc.rpartition("@")
    if not host.isascii():
        name, colon, port = host.partition(":")
        host = f"{name.encode('idna').decode()}{colon}{port}"
    rest = (parts.path, parts.query, parts.fragment)
    return urlunsplit((parts.scheme, f"{_encoded(before)}{at}{host}", *(_encoded(each) for each in rest)))


def _encoded(text: str) -> str:
    return "".join(letter if letter.isascii() else quote(letter) for letter in text)


def _is_broken(text: str) -> bool:
    return not text.isprintable() and any("\ud800" <= letter <= "\udfff" for letter in text)
