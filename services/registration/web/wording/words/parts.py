"""What sentences are made of."""

import msgspec


class Plural(msgspec.Struct, frozen=True):
    """A sentence that bends with a number: `{n}` is the number in words up to twelve."""

    one: str
    many: str


class TitledText(msgspec.Struct, frozen=True):
    """A heading that can stand alone, and what follows from it; for an error, what to do."""

    title: str
    detail: str
