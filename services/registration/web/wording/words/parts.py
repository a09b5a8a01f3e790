"""The types of texts with parts."""

import msgspec


class Plural(msgspec.Struct, frozen=True):
    """A sentence in singular and plural: `{n}` is the number, in words up to twelve."""

    one: str
    many: str


class TitledText(msgspec.Struct, frozen=True):
    """A heading that is complete in itself, and a detail; for an error, what to do."""

    title: str
    detail: str


class SwitchText(msgspec.Struct, frozen=True):
    """What a switch says while it is on and while it is off."""

    on: str
    off: str
