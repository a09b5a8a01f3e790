"""Municipalities and counties by code and by name, as people write them: Malmö, Malmö stad, Malmö kommun."""

from collections.abc import Mapping
from typing import Final

import msgspec

from services.registration.domain.directory.municipality_codes import (
    COUNTIES,
    FORMER_CODES,
    MUNICIPALITIES,
    REGIONS,
)
from shared import swedish

_VOWELS: Final = frozenset("aeiouyåäö")
# The names to which "kommun" is added in another way than by the rule in `full_name`.
_FULL_NAMES: Final[Mapping[str, str]] = {
    "Kalmar": "Kalmar kommun",
    "Falun": "Falu kommun",
    "Orust": "Orust kommun",
    "Kalix": "Kalix kommun",
    "Överkalix": "Överkalix kommun",
}
_GOTLAND: Final = "0980"


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """The codes of a municipality, or of a county alone."""

    municipality_code: str | None
    county_code: str


def full_name(name: str) -> str:
    """The name of a municipality with "kommun": a genitive s after a consonant, with five exceptions."""
    if name in _FULL_NAMES:
        return _FULL_NAMES[name]
    return f"{name} kommun" if name[-1].lower() in _VOWELS | {"s"} else f"{name}s kommun"


def current_code(code: str) -> str | None:
    """The municipality's code of today, with the zero that a sheet drops; None for a code that no municipality has."""
    padded = code.zfill(4)
    found = FORMER_CODES.get(padded, padded)
    return found if found in MUNICIPALITIES else None


def current_county_code(code: str) -> str | None:
    """The county's code, with the zero that a sheet drops; None for a code that no county has."""
    padded = code.zfill(2)
    return padded if padded in COUNTIES else None


def find_codes(name: str) -> Codes | None:
    """The codes of the municipality, county or region of this name; None for any other name."""
    key = _key(name)
    if code := _municipality_code(key):
        return Codes(municipality_code=code, county_code=code[:2])
    if code := _BY_COUNTY.get(key):
        return Codes(municipality_code=None, county_code=code)
    return None


def find_municipality(name: str) -> str | None:
    """The code of the municipality of this name; None for any other name."""
    return _municipality_code(_key(name))


def _municipality_code(key: str) -> str | None:
    if key in _BY_FULL_NAME:
        return _BY_FULL_NAME[key]
    for end in (" kommun", " stad"):
        key = key.removesuffix(end)
    return _BY_NAME.get(key) or (_BY_NAME.get(key[:-1]) if key.endswith("s") else None)


def _key(name: str) -> str:
    """A key that ignores case and blanks, but keeps å, ä and ö: Habo is not Håbo."""
    return swedish.sort_key(name)


_BY_NAME: Final = {_key(name): code for code, name in MUNICIPALITIES.items()}
_BY_FULL_NAME: Final = {
    **{_key(full_name(name)): code for code, name in MUNICIPALITIES.items()},
    _key("Region Gotland"): _GOTLAND,
}
_BY_COUNTY: Final = {
    _key(name): code
    for names in (COUNTIES, REGIONS)
    for code, name in names.items()
    if name != "Region Gotland"
}
