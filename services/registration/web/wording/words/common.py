"""The sentences around every page: layout, dates, the front page."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, SwitchText
from shared.events import Mode


class Common(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of the layout, and words that all pages use."""

    skip: str
    other_language: str
    error_prefix: str
    title_error: str
    questions: str
    contact_answers: str
    contact_answers_title: str
    ask_by_reply: str
    privacy: str
    accessibility: str
    numbers: tuple[str, ...]
    list_and: str
    hours: Plural
    minutes: Plural
    days: Plural
    in_time: str
    soon: str
    reference: str
    to_start: str


class DateWords(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of one date on the timeline."""

    modes: Mapping[Mode, str]
    clock: str
    no_term: str
    spring: str
    autumn: str
    unknown_time: str
    unknown_date: str
    special: str
    tentative: str
    cancelled: str
    reason: str
    moved_on: str
    before: str
    agenda: str
    new_time: str
    changed_why: str
    over: str
    full: str
    full_waits: str
    switch: SwitchText
    you_come: str
    you_may_come: str
    you_may_come_text: str
    i_come: str
    you_come_moved: str
    cannot: str
    you_wait: str
    you_withdrew: str
    you_never_came: str
    you_were_there: str
    you_were_absent: str
    past_sessions: Plural
    choose_one: str
    choose_one_day: str
    choose_none: str


class FrontPages(msgspec.Struct, frozen=True, kw_only=True):
    """The front page, and the headings of the privacy and accessibility pages."""

    heading: str
    lead: str
    lost_link: str
    lost_link_text: str
    privacy: str
    accessibility: str
