"""The texts of the public pages: list, cohort, enquiry, e-mail forms."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class PublicList(msgspec.Struct, frozen=True, kw_only=True):
    """`/{organiser}`. `ways`: how to get a seat, by registration form, if a cohort is not open to all."""

    heading: str
    title: str
    lead: str
    show: str
    all: str
    empty: str
    empty_lead: str
    empty_form: str
    past: Plural
    first_of: str
    next_of: str
    ways: Mapping[str, str]
    open: str
    drop_in: str
    full_waits: str
    full: str
    closed: str
    cancelled: str
    over: str
    more: str
    order: str
    order_text: str
    order_button: str
    lost: str
    lost_text: str
    lost_button: str
    watch: str
    watch_text: str
    watch_button: str
    calendar: str
    calendar_text: str
    calendar_link: str
    embedded: str
    ask_us: str


class PublicCohortWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/{organiser}/{cohort}`."""

    seats_left: Plural
    the_seats_are_taken: str
    open_lead: str
    drop_in_lead: str
    drop_in_hint: str
    drop_in_from: str
    ways: Mapping[str, TitledText]
    closed: TitledText
    cancelled: TitledText
    over: TitledText
    full: TitledText
    nothing_yet: TitledText
    who_comes: str
    name: str
    email: str
    email_hint: str
    organisation: str
    role: str
    register: str
    register_before: str
    to_all: str
    chosen: str
    none_chosen: str
    nothing_chosen: str
    not_here: str
    what_follows: str
    kept: str
    about: str
    for_whom: str
    free: str
    price: str
    calendar_link: str
    sent: str
    sent_lead: str
    sent_to: str
    sent_more: str
    sent_again: str
    to_the_list: str
    back: str


class EnquiryWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/{organiser}/forfragan`."""

    heading: str
    lead: str
    what: str
    what_hint: str
    audience: str
    people: str
    people_hint: str
    wanted_when: str
    wanted_when_hint: str
    message: str
    who: str
    organisation: str
    name: str
    email: str
    reference: str
    reference_hint: str
    button: str
    kept: str
    sent: str
    sent_lead: str
    sent_more: str


class EmailFormWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/{organiser}/bevaka` and `/{organiser}/lank`: forms with one e-mail field."""

    watch: str
    watch_programme: str
    watch_lead: str
    watch_kept: str
    watch_button: str
    watch_sent: str
    watch_sent_lead: str
    lost: str
    lost_lead: str
    lost_kept: str
    lost_button: str
    lost_sent: str
    lost_sent_lead: str
    email: str


class PublicPages(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of all public pages."""

    list: PublicList
    cohort: PublicCohortWords
    enquiry: EnquiryWords
    address: EmailFormWords
