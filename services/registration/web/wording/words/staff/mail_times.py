"""The texts of the pages for staff about when mail leaves: pauses, and hours for sending."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural


class MailTimeWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/mejl` and `/mer/mejl`. `days` by the value of the choice; `saved` by what was done."""

    heading: str
    lead: str
    organiser_heading: str
    organiser_lead: str
    link: str
    pause_heading: str
    goes: str
    paused_since: str
    organiser_paused: str
    everything_paused: str
    waiting: Plural
    waiting_unknown: str
    pause: str
    pause_all: str
    pause_about: str
    pause_all_about: str
    resume: str
    resume_all: str
    resume_about: str
    hours_heading: str
    hours_about: str
    hours_any: str
    hours_of_organiser: str
    hours_of_organiser_any: str
    hours_in_words: str
    midnight: str
    days: Mapping[str, str]
    change_hours: str
    form_heading: str
    form_lead: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    choices: Mapping[str, str]
    as_organiser: str
    paused_short: str
    todo_cohort: Plural
    todo_organiser: Plural
    todo_everything: Plural
    todo_more: str
    todo_ask_admin: str
    todo_ask_operator: str
    todo_show: str
    sender_heading: str
    sender_about: str
    sender_name: str
    sender_address: str
    sender_in_words: str
    sender_own_address: str
    change_sender: str
    sender_name_hint: str
    sender_address_hint: str
    sender_no_address: str
    saved: Mapping[str, str]
