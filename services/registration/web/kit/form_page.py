"""A page with dates to choose and fields about who comes: a substitute, somebody else than who was invited, colleagues."""

import msgspec

from services.registration.web.kit.dates import Term
from services.registration.web.kit.fields import Field, Summary
from services.registration.web.kit.layout import Frame, Link
from services.registration.web.kit.parallel import Group
from services.registration.web.kit.parts import Hero


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Fields about one person."""

    id: str
    heading: str
    fields: tuple[Field, ...]
    about: str | None = None


class More(msgspec.Struct, frozen=True, kw_only=True):
    """A button that asks for more fields, and stores nothing."""

    value: str
    text: str


class FormPage(msgspec.Struct, frozen=True, kw_only=True):
    """`hidden_ids`: the one date there is, where nothing is to be chosen."""

    frame: Frame
    hero: Hero
    action: str
    summary: Summary | None
    dates_heading: str
    dates_hint: str | None
    dates_error: str | None
    hidden_ids: tuple[str, ...]
    terms: tuple[Term, ...]
    choices: tuple[Group, ...] = ()
    sections: tuple[Section, ...]
    more: More | None = None
    button: str
    notes: tuple[str, ...]
    keep: Link
