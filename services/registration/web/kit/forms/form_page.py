"""A page with dates to choose and fields about people: for a substitute, a forwarded invitation, and colleagues."""

import msgspec

from services.registration.web.kit.dates import TimelineTerm
from services.registration.web.kit.forms.fields import ErrorSummary, Field
from services.registration.web.kit.forms.parallel import ChoiceGroup
from services.registration.web.kit.layout import Layout, Link
from services.registration.web.kit.parts import Hero, YesButton
from services.registration.web.wording.words.parts import SwitchText


class PersonSection(msgspec.Struct, frozen=True, kw_only=True):
    """Fields about one person."""

    id: str
    heading: str
    fields: tuple[Field, ...]
    about: str | None = None


class MoreButton(msgspec.Struct, frozen=True, kw_only=True):
    """A button that adds fields to the form and stores nothing."""

    value: str
    text: str


class FormPage(msgspec.Struct, frozen=True, kw_only=True):
    """`hidden_ids`: the id of the only date, posted as a hidden field because there is no choice.

    `switch`: what the switch of a date says about whoever comes.
    """

    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    dates_heading: str
    dates_hint: str | None
    dates_error: str | None
    switch: SwitchText
    hidden_ids: tuple[str, ...]
    terms: tuple[TimelineTerm, ...]
    choices: tuple[ChoiceGroup, ...] = ()
    sections: tuple[PersonSection, ...]
    more: MoreButton | None = None
    button: YesButton
    notes: tuple[str, ...]
    keep: Link
