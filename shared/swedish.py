"""Keys to sort and search Swedish names, independent of the database server's collations."""

import unicodedata
from functools import lru_cache
from typing import Final

# å, ä and ö sort after z, in that order; æ and ø sort as ä and ö. Everything else sorts by its base letter.
_LAST: Final = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"}
_OTHERS: Final = str.maketrans({"ß": "ss", "đ": "d", "ł": "l", "þ": "th", "ð": "d", "œ": "oe", "ı": "i"})


def sort_key(name: str) -> str:
    """Return a key whose byte order is the Swedish order of names; ignores case and other accents."""
    if name.isascii():  # most names, and nothing in them is changed but case and blanks
        return " ".join(name.lower().split())
    return " ".join("".join(map(_sorted, _composed(name))).split())


def search_key(name: str) -> str:
    """Return the name in the form that searches use: lower case, single spaces, no accents (`oberg` finds Öberg)."""
    if name.isascii():
        return " ".join(name.lower().split())
    return " ".join("".join(map(_searched, _composed(name))).split())


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold().translate(_OTHERS)


@lru_cache(maxsize=1_000)
def _sorted(letter: str) -> str:
    return _LAST.get(letter) or _base(letter)


@lru_cache(maxsize=1_000)
def _searched(letter: str) -> str:
    return _base("ae" if letter == "æ" else letter)


def _base(letter: str) -> str:
    if letter == "ø":
        return "o"
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))
