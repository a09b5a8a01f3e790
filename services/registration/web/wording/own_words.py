"""The sentences of what one's own page has beside the dates: a substitute, the code for the door, language, the rest."""

import msgspec

from services.registration.web.wording.parts import Said


class OwnPage(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…` and `/r/…/ersattare`."""

    send: str
    send_instead: str
    heading: str
    lead: str
    which_dates: str
    turn_off: str
    who: str
    name: str
    email: str
    email_hint: str
    button: str
    what_follows: str
    nothing_chosen: str
    cannot_come: str
    not_allowed: Said
    nothing_left: Said
    keep: str
    sent: Said
    all_sent: str
    all_sent_lead: str
    gone_over: str
    code: str
    code_alt: str
    code_text: str
    code_link: str
    others: str
    others_next: str
    language: str
    language_name: str
    language_switch: str
    language_saved: Said
