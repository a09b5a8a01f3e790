"""Parts that several pages are made of."""

from typing import Literal

import msgspec

from services.registration.web.kit.dates import DateBadge
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link


class KeyDate(msgspec.Struct, frozen=True, kw_only=True):
    """The most important date, shown at the top."""

    badge: DateBadge
    text: str
    iso: str
    words: str


class Hero(msgspec.Struct, frozen=True, kw_only=True):
    """The top of a page: heading, lead paragraphs, and the most important date."""

    heading: str
    kind: str | None = None
    leads: tuple[str, ...] = ()
    key: KeyDate | None = None


class Fact(msgspec.Struct, frozen=True):
    name: str
    value: str
    link: Link | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    heading: str
    text: str | None = None
    kind: Literal["", "wait", "bad"] = ""


class Disclosure(msgspec.Struct, frozen=True, kw_only=True):
    """Fields behind a disclosure, open if one of them has an error or a value."""

    fields: tuple[Field, ...]
    is_open: bool


class RadioChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A radio button with an explanation."""

    value: str
    text: str
    about: str
    is_chosen: bool


class YesButton(msgspec.Struct, frozen=True, kw_only=True):
    """The yes button; with `all` and `chosen` its text counts the switches that are on, in CSS."""

    text: str
    all: str | None = None
    chosen: str | None = None
    none_chosen: str | None = None
