"""The texts of an invitation, and of the pages after its answer."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural
from shared.events import Calendar


class InvitationWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/i/…`, while it can be answered."""

    kind: str
    kind_to: str
    summons: str
    summons_to: str
    title: str
    title_summons: str
    welcome: Plural
    welcome_digital: Plural
    welcome_one: str
    called: Plural
    called_one: str
    for_role: str
    for_organisation: str
    free: str
    accepted: Plural
    change_here: str
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
    calendars: Mapping[Calendar, str]
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


class AfterAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """`/i/…`, after it was answered or can no longer be answered."""

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
    too_late: str
    too_late_lead: str
    too_late_lead_undated: str
    too_late_more: str
    seated: Plural
    held: str
    waits: str
    too_late_own: str
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
    dead_link_again: str
    to_my_page: str
