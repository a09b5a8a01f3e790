"""The texts of the pages behind a join link."""

import msgspec


class JoinWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/j/…`: joining a meeting."""

    opens_at: str
    opens_on: str
    in_time: str
    starts_at: str
    this_link: str
    this_link_on_site: str
    look_again: str
    shown_at: str
    registered_as: str
    when: str
    where: str
    note: str
    agenda: str
    ends: str
    ends_text: str
    at_clock: str
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
