"""Something that needs a person, as the first page shows it."""

import msgspec

from services.registration.web.admin.kit.layout import Action


class ToDo(msgspec.Struct, frozen=True, kw_only=True):
    """A number, a sentence, and one thing to press, for whoever may."""

    number: int
    what: str
    more: str
    action: Action | None
