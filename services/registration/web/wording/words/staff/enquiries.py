"""The texts of the pages about enquiries."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText


class StaffEnquiriesWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/forfragningar`."""

    heading: str
    lead: str
    show: str
    choices: Mapping[str, str]
    none_new: str
    none: str
    older: str
    subject: str
    from_whom: str
    asked: str
    state: str
    new: str
    answered: str
    erased: str
    enquiry: str
    name: str
    organisation: str
    audience: str
    people: str
    wanted_when: str
    reference: str
    attachments: str
    letters: str
    answer: str
    answered_at: str
    your_answer: str
    send: str
    answered_meanwhile: str
    note: str
    note_hint: str
    is_it_answered: str
    save_note: str
    changed_meanwhile: str
    said: Mapping[str, TitledText]
