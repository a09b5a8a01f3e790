"""The texts of forwarded invitations, and of the form that registers colleagues."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, SwitchText, TitledText


class ForwardedWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/i/…`: whether it may be forwarded; `/i/…/annan`: for another person than the invited one. `modes` by forwarding mode."""

    modes: Mapping[str, str]
    organisation: str
    somebody_else: str
    change_until: str
    change_always: str
    heading: str
    leads: Mapping[str, str]
    which_dates: str
    who: str
    button: str
    what_follows: str
    personal: str
    personal_lead: str
    personal_substitute: str
    personal_ask: str
    back: str
    another_organisation: str
    is_invited: str
    sent: TitledText
    sent_more: str


class ColleaguesWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/{organiser}/{cohort}/flera`: one person registers several colleagues."""

    link: str
    heading: str
    lead: str
    you: str
    your_name: str
    your_email: str
    your_organisation: str
    colleagues: str
    name: str
    email: str
    email_hint: str
    more: str
    button: str
    switch: SwitchText
    what_follows: str
    questions_later: str
    nobody: str
    mistake: str
    same_address: str
    same_name: str
    back: str
    receipt: Plural
    receipt_lead: str
    receipt_known: str
    seat: Plural
    in_the_mail: str
    gone: TitledText
