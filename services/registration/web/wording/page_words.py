"""The sentences of each page for participants: invitation, my page, the way to the meeting."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.parts import Count, Said
from shared.events import Calendar


class InvitationWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/i/…`, while it can be answered."""

    kind: str
    kind_to: str
    summons: str
    summons_to: str
    title: str
    title_summons: str
    welcome: Count
    welcome_digital: Count
    welcome_one: str
    called: Count
    called_one: str
    for_role: str
    for_organisation: str
    free: str
    accepted: Count
    accepted_waiting: str
    excused: str
    see_mine: str
    answer_by: str
    excuse_by: str
    which_dates: str
    turn_off: str
    the_date: str
    the_dates: str
    choosable_none: str
    booked_on: str
    booked_on_protected: str
    change_details: str
    name: str
    name_protected_hint: str
    role: str
    organisation: str
    yes: str
    yes_to_all: str
    yes_chosen: str
    yes_save: str
    yes_summons: str
    no: str
    none_chosen: str
    none_chosen_summons: str
    what_follows: str
    what_follows_unconfirmed: str
    what_follows_summons: str
    substitute: str
    substitute_about: str
    substitute_name: str
    substitute_email: str
    substitute_button: str
    message: str
    message_label: str
    message_hint: str
    excuse: str
    excuse_label: str
    excuse_hint: str
    excuse_button: str
    about: str


class FormErrors(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in a form, each with what to do. `fields`: by `field/code`, else by code."""

    heading: Count
    heading_who: str
    kept: str
    no_answer: str
    no_choice: str
    nothing_chosen: str
    nothing_chosen_summons: str
    who_comes: str
    not_here: str
    stale: str
    not_as_substitute: str
    fields: Mapping[str, str]


class AfterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`/i/…`, when it has been answered or cannot be any more."""

    declined: str
    declined_lead: str
    excused: str
    excused_lead: str
    thanks: str
    thanks_name: str
    thanks_short: str
    thanks_short_name: str
    reason_label: str
    reason_hint: str
    reason_button: str
    reason_saved: str
    change_mind: str
    change_mind_until: str
    change_mind_open: str
    open_again: str
    substituted: str
    substituted_lead: str
    substituted_lead_organisation: str
    substituted_more: str
    too_late: str
    too_late_lead: str
    too_late_lead_undated: str
    too_late_more: str
    too_late_yes: str
    closed: str
    closed_lead: str
    cancelled: str
    cancelled_lead: str
    draft: str
    draft_lead: str
    over: str
    over_lead: str
    bad_link: str
    bad_link_lead: str
    bad_link_more: str
    dead_link: str
    dead_link_lead: str
    to_my_page: str


class MyPage(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…`: mine; withdraw, take again."""

    heading: str
    done: str
    waiting: str
    done_lead: Count
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
    withdraw_all_about: Count
    details: str
    name: str
    name_role: str
    organisation: str
    email: str
    calendar: str
    calendar_change: str
    calendar_save: str
    calendars: Mapping[Calendar, Said]
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
    ask_all_lead: Count
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


class Join(msgspec.Struct, frozen=True, kw_only=True):
    """`/j/…`: to the meeting."""

    opens_at: str
    opens_on: str
    in_time: str
    starts_at: str
    this_link: str
    look_again: str
    shown_at: str
    registered_as: str
    when: str
    where: str
    note: str
    ends: str
    ends_text: str
    trouble: str
    ask: str
    cannot_come: str
    open: str
    open_name: str
    open_lead: str
    open_begun: str
    i_am: str
    i_am_protected: str
    i_am_other: str
    noted: str
    no_link: str
    no_link_lead: str
    here_heading: str
    here_lead: str
    here: str
    here_protected: str
    here_hybrid: str
    checked_in: str
    checked_in_lead: str
    to_meeting: str
    guest: str
    guest_lead: str
    guest_lead_organisation: str
    guest_name: str
    guest_hint: str
    guest_button: str
    guest_here: str
    personal: str
    personal_lead: str
    personal_call: str
    back: str
    over: str
    over_lead: str
    unknown: str
    unknown_lead: str
    cancelled: str
    cancelled_lead: str
    withdrawn: str
    withdrawn_lead: str
    waiting: str
    waiting_lead: str
    my_page: str
