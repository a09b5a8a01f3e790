"""A page with dates to choose and fields about who comes: a substitute, somebody else than who was invited, colleagues."""

from collections.abc import Sequence

import msgspec

from services.registration.web.kit.dates import Term
from services.registration.web.kit.fields import Field, Mistake, Summary, error_at
from services.registration.web.kit.layout import Frame, Link
from services.registration.web.kit.parallel import Group
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.posted_form import Form, shown
from services.registration.web.wording import Wording


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


def filled(
    fields: Sequence[Field], words: Wording, form: Form | None, mistakes: Sequence[Mistake]
) -> tuple[Field, ...]:
    """The fields with what was typed, and what is wrong with each."""
    return tuple(
        msgspec.structs.replace(
            field,
            value=shown(form.text(field.name)) if form is not None else field.value,
            error=error_at(field.name, mistakes),
            error_prefix=words.common.error_prefix,
        )
        for field in fields
    )
