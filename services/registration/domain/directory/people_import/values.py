"""Single cells as values: days that became numbers, telephones that lost their zero, addresses as mail programs copy them."""

import re
from datetime import date, timedelta
from typing import Final

from services.registration.domain import form
from shared import names
from shared.language import Language

# Excel counts days from here; 1954 to 2119, so that a year or a number of something else is no day.
_EXCEL_DAY_0: Final = date(1899, 12, 30)
_SERIALS: Final = range(20_000, 80_000)
_YEARS: Final = range(1900, 2201)
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./ -](\d{4})")
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,]\d+)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")

_PHONE: Final = re.compile(r"\+?[\d\s()/.\-]{5,}(?:(?:ankn|anknytning|ext|vxl)?\.?\s*\d*)?", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"(?P<name>[^<>]*)<\s*(?:mailto:)?(?P<address>[^<>]+?)\s*>\s*;?\s*")
_YES: Final = frozenset({"ja", "j", "yes", "y", "x", "1", "sant", "sann", "true", "skyddad", "✓"})
_NO: Final = frozenset({"nej", "n", "no", "0", "falskt", "falsk", "false", "-", ""})


class NotReadable(Exception):
    """A cell is not what its column holds; `code` says what is wrong."""

    def __init__(self, code: str, expected: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.expected = expected


def read_day(text: str) -> date | None:
    """A day: 2027-01-31, 31/1 2027, 31.1.2027, 20270131, or the number that Excel stores; raises `NotReadable`."""
    if not text:
        return None
    if match := _SERIAL.fullmatch(text):
        if int(match[1]) in _SERIALS:
            return _EXCEL_DAY_0 + timedelta(days=int(match[1]))
        raise NotReadable("not_a_date")
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = match[1], match[2], match[3]
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = match[1], match[2], match[3]
    else:
        raise NotReadable("not_a_date")
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise NotReadable("not_a_date") from None
    if found.year not in _YEARS:
        raise NotReadable("not_a_date")
    return found


def read_phone(text: str) -> tuple[str | None, bool]:
    """A telephone number, and whether it got back what a sheet drops from a number: its zero or its plus."""
    if not text:
        return None, False
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", text, re.IGNORECASE):
        raise NotReadable("phone_rounded")
    if len(text) > form.LINE or not _PHONE.fullmatch(text):
        raise NotReadable("not_a_phone")
    text = " ".join(text.split())
    if text.isdecimal() and text[0] != "0":
        if text.startswith("46") and 10 <= len(text) <= 12:
            return f"+{text}", True
        if 7 <= len(text) <= 9:
            return f"0{text}", True
    return text, False


def read_flag(text: str) -> bool:
    """Yes or no in the ways that people write it; raises `NotReadable` for anything else."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise NotReadable("not_yes_or_no")


def read_language(text: str) -> Language | None:
    """A language by its name or its code; raises `NotReadable` for one that mails are not written in."""
    word = text.casefold()
    if not word:
        return None
    if word.startswith(("sv", "swe")):
        return "sv"
    if word.startswith("en"):
        return "en"
    raise NotReadable("not_a_language")


def read_address(text: str) -> tuple[str, str]:
    """An address, and the name before it where it is written as `Namn <adress>`; raises `NotReadable`."""
    name = ""
    if match := _BRACKETS.fullmatch(text):
        name, text = match["name"].strip(" \t\"',"), match["address"]
    text = text.strip(" ;,\t").removeprefix("mailto:")
    if not text:
        raise NotReadable("email_missing")
    if text.casefold().startswith("/o="):
        raise NotReadable("address_internal")
    if text.count("@") > 1 and re.search(r"[;,\s]", text):
        raise NotReadable("several_addresses")
    if not form.is_clean(text) or (address := form.tidy_address(form.tidy(text))) is None:
        raise NotReadable("not_an_address")
    return address, name


def read_name(text: str) -> str:
    """A name in one line, first name first; raises `NotReadable`."""
    name = form.tidy(" ".join(text.split()))
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma and given and "," not in given and " " not in family:
        # "Ek, Anna", as an address book sorts it; "Anna Ek, rektor" stays.
        name = f"{given} {family}"
    return checked_line(name, is_name=True)


def checked_line(text: str, *, is_name: bool = False) -> str:
    """A text in one line that can be stored; raises `NotReadable`."""
    line = form.tidy(" ".join(text.split()))
    if not form.is_clean(line):
        raise NotReadable("not_allowed")
    limit = form.NAME if is_name else form.LINE
    if len(line) > limit:
        raise NotReadable("too_long", str(limit))
    if is_name and names.reads_like_a_link(line):
        raise NotReadable("not_a_name")
    return line
