"""The texts of a participant's own page: dates, substitute, QR code, language."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, SwitchText, TitledText
from shared.events import Calendar


class MyPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…`: a participant's dates; withdrawing, taking a date again."""

    heading: str
    done: str
    waiting: str
    done_lead: Plural
    done_lead_all: str
    done_waits_one: str
    done_waits_many: str
    first_meeting: str
    next_meeting: str
    nothing_left: str
    your_dates: str
    all_dates: str
    what_now: str
    step_confirmation: str
    step_confirmation_to: str
    step_confirmation_own: str
    step_calendar_one: str
    step_calendar_many: str
    step_calendar_text: str
    step_feed: str
    step_feed_text: str
    step_reminders: str
    step_reminders_text: str
    step_waiting: str
    days_before: str
    day_before: str
    week_before: str
    same_day: str
    hours_before: str
    hour_before: str
    or_withdraw: str
    show_dates: str
    cannot_any: str
    cannot: str
    cannot_all: str
    leave_list: str
    take_again: str
    take: str
    swap: str
    swap_leaves: str
    swap_full: str
    withdraw_all: str
    withdraw_all_about: Plural
    details: str
    name: str
    name_role: str
    organisation: str
    email: str
    calendar: str
    calendar_change: str
    calendar_save: str
    calendars: Mapping[Calendar, TitledText]
    calendar_saved: str
    calendar_saved_texts: Mapping[Calendar, str]
    feed_address: str
    feed_open: str
    feed_own: str
    ask_one: str
    ask_one_lead: str
    ask_leave: str
    ask_leave_lead: str
    ask_all: str
    ask_all_lead: Plural
    do_withdraw: str
    do_withdraw_all: str
    do_leave: str
    keep: str
    withdrew_one: str
    withdrew_one_lead: str
    took_one: str
    took_one_waiting: str
    withdrawn: str
    withdrawn_lead: str
    withdrawn_again: str
    withdrawn_ask: str
    cancelled_lead: str


class OwnPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…` and `/r/…/ersattare`."""

    send_to_all: str
    send_instead: str
    heading: str
    lead: str
    which_dates: str
    turn_on: str
    switch: SwitchText
    who: str
    name: str
    email: str
    email_hint: str
    button: str
    button_to_all: str
    button_chosen: str
    what_follows: str
    nothing_chosen: str
    cannot_come: str
    not_allowed: TitledText
    nothing_left: TitledText
    keep: str
    sent: TitledText
    all_sent: str
    all_sent_lead: str
    gone_over: str
    comes_instead: str
    passed_on: str
    take_back: str
    given_up: TitledText
    take_back_all: str
    take_back_about: str
    taken_back: TitledText
    your_substitute: str
    your_successor: str
    goes_with_post: str
    door_open: str
    door_begun: str
    send_one: str
    code: str
    code_alt: str
    code_text: str
    code_signs: str
    code_link: str
    others: str
    others_next: str
    role: str
    change_details: str
    email_follows: str
    address_taken: str
    save_details: str
    details_saved: TitledText
    language: str
    language_name: str
    language_switch: str
    language_saved: TitledText
