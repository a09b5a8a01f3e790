"""The sentences that each language must have; mypy finds the one that is missing.

Braces stand for facts, by name; a test sees to it that both languages use the same ones.
"""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.data_words import MyData
from services.registration.web.wording.others_words import Colleagues, Forwarded
from services.registration.web.wording.own_words import OwnPage
from services.registration.web.wording.page_words import (
    AfterAnswer,
    FormErrors,
    InvitationWords,
    Join,
    MyPage,
)
from services.registration.web.wording.parts import Count, Said
from services.registration.web.wording.public_words import PublicPages
from services.registration.web.wording.question_words import QuestionWords
from services.registration.web.wording.waiting_words import WaitingList
from shared.events import Mode


class Common(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around every page, and the small words."""

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
    hours: Count
    minutes: Count
    in_time: str
    soon: str
    reference: str
    to_start: str


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """One date on the thread."""

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
    cancelled_why: str
    changed_why: str
    over: str
    begun: str
    full: str
    full_waits: str
    coming: str
    not_coming: str
    you_come: str
    you_wait: str
    you_withdrew: str
    you_never_came: str
    you_were_there: str
    you_were_absent: str
    past_sessions: Count
    choose_one: str
    choose_one_day: str
    choose_none: str


class StatusPages(msgspec.Struct, frozen=True, kw_only=True):
    """Pages for what goes wrong, by status; `other` for all that have no words of their own."""

    by_status: Mapping[int, Said]
    other: Said


class FrontPages(msgspec.Struct, frozen=True, kw_only=True):
    """The front page and the headings of the prose."""

    heading: str
    lead: str
    lost_link: str
    lost_link_text: str
    privacy: str
    accessibility: str


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Every sentence that Python or a shared template chooses, in one language."""

    common: Common
    days: Days
    forms: Mapping[str, str]
    sessions: str
    invitation: InvitationWords
    form_errors: FormErrors
    after: AfterAnswer
    mine: MyPage
    waiting: WaitingList
    own: OwnPage
    forwarded: Forwarded
    colleagues: Colleagues
    join: Join
    data: MyData
    status: StatusPages
    front: FrontPages
    public: PublicPages
    questions: QuestionWords
    errors: Mapping[str, Said]
    field_errors: Mapping[str, str]
