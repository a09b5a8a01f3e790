"""The texts of the forms for programmes and cohorts."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class StaffProgrammeWords(msgspec.Struct, frozen=True, kw_only=True):
    """Forms of programmes. `labels` and `hints` by field; `registrations` by the form of registration."""

    new_heading: str
    new_button: str
    change_heading: str
    change_button: str
    delete_heading: str
    delete_button: str
    delete_follows: str
    registrations: Mapping[str, str]
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    texts: str
    who: str
    no_contact: str


class StaffCohortFormWords(msgspec.Struct, frozen=True, kw_only=True):
    """Forms of cohorts. `choices` by field and value; `steps`: the pages that confirm, by what they do."""

    new_heading: str
    new_button: str
    change_heading: str
    copy_heading: str
    copy_button: str
    copy_follows: tuple[str, ...]
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    basics: str
    seats: str
    more_rules: str
    mails: str
    days: str
    hours: str
    steps: Mapping[str, TitledText]
    buttons: Mapping[str, str]
    publish_follows: str
    publish_subscribers: str
    publish_open: str
    publish_rules: str
    publish_no_contact: str
    publish_no_sessions: str
    close_follows: tuple[str, ...]
    cancel_follows: tuple[str, ...]
    cancel_sessions: str
    cancel_one_session: str
    cancel_no_session: str
    cancel_button: str
    cancel_button_quiet: str
    delete_follows: str
