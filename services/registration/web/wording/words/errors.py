"""The sentences of forms with errors and of error pages."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class FormErrors(msgspec.Struct, frozen=True, kw_only=True):
    """Form errors, each with what to do. `fields`: by `field/code`."""

    heading: Plural
    heading_who: str
    kept: str
    no_answer: str
    no_choice: str
    nothing_chosen: str
    nothing_chosen_summons: str
    who_comes: str
    not_here: str
    stale: str
    not_as_substitute: str
    fields: Mapping[str, str]


class StatusPages(msgspec.Struct, frozen=True, kw_only=True):
    """Error pages by HTTP status; `other` for every status without its own texts.

    `address_used_up` is said where an address was typed too often in a day.
    `not_sent` is the page for a form that could not be taken now; it keeps what was typed, and `send_again` is its button.
    """

    by_status: Mapping[int, TitledText]
    other: TitledText
    address_used_up: TitledText
    not_sent: TitledText
    send_again: str
