"""The texts about a registration that counts only when it has been confirmed by the mailed link."""

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class ConfirmingWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…` of such a registration, what the forms say of it before, and their receipts after."""

    heading: str
    lead: str
    lead_held: Plural
    lead_waiting: str
    held: str
    held_until: str
    waits: str
    let_go: str
    for_whom: str
    not_you: str
    button: str
    over: TitledText
    over_again: str
    over_link: str
    form_note: str
    form_note_several: str
    sent: str
    sent_to: str
    sent_lead: str
    sent_more: str
    sent_again: str
    several: Plural
    several_lead: str
    several_known: str
    several_seat: Plural
