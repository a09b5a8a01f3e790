"""The texts of the pages for staff about mail that goes at a chosen time, and how each mail went."""

from collections.abc import Mapping

import msgspec


class SendingWords(msgspec.Struct, frozen=True, kw_only=True):
    """Choosing a time where something is sent, the lines on the page of a cohort, and the page of what waits."""

    later: str
    later_lead: str
    day: str
    clock: str
    clock_hint: str
    later_button: str
    time_and_now: str
    heading: str
    invitation: str
    reminder: str
    waits: str
    waits_one: str
    going: str
    change: str
    sent: str
    sent_one: str
    sent_uncounted: str
    more: str
    fewer: str
    more_now: str
    fewer_now: str
    follow: str
    as_foreseen: str
    not_sent: str
    too_late: str
    unexplained: str
    one_heading: str
    one_lead: str
    one_follows: tuple[str, ...]
    before_day: str
    foreseen: str
    save: str
    send_now: str
    send_now_nobody: str
    take_back: str
    saved: Mapping[str, str]


class ReceiptWords(msgspec.Struct, frozen=True, kw_only=True):
    """How the mails of a cohort went, a line for each person. `states`, by the status in the ledger, on all pages."""

    heading: str
    link: str
    lead: str
    of_kind: str
    every_kind: str
    kinds: str
    which: str
    all: str
    unreached: str
    person: str
    what: str
    state: str
    when: str
    states: Mapping[str, str]
    no_address: str
    no_answer: str
    nothing: str
    nothing_unreached: str
    away: str
    more: str
    progress: str
    progress_text: str
    progress_done: str
    reload: str
    nothing_yet: str
    progress_left: str
    going: str
    progress_failed: str
    progress_paused: str
    progress_live: str
    file_title: str
    by_time: str
