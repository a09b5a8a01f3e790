"""The texts of the pages for staff about answers from calendars."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural


class StaffCalendarAnswerWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/kalendersvar`, and the same answers at their sessions. `answers` and `standings` by their names in shared/calendar_answer.py."""

    heading: str
    lead: str
    nothing: str
    further: str
    here: str
    answers: Mapping[str, str]
    proposes: str
    said: str
    standings: Mapping[str, str]
    delegated: str
    delegated_to: str
    to_decide: str
    named: str
    somebody: str
    move: str
    make_substitute: str
    count: str
    refuse: str
    put_aside: str
    unsure: str
    unsure_seats: str
    waiting: Plural
    waiting_more: str
    show: str
    saved: Mapping[str, str]
