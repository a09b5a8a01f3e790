"""The texts about mailings, reminders to answer and the term ahead."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural


class StaffMailingWords(msgspec.Struct, frozen=True, kw_only=True):
    """`people`: by the status of a selection. `saved`: by what was done."""

    heading: str
    list_lead: str
    choose: str
    older: str
    none: str
    none_of_these: str
    all: str
    statuses: Mapping[str, str]
    groups: Mapping[str, str]
    to_ahead: str
    new: str
    choose_cohort: str
    cohort: str
    state: str
    when: str
    reached: str
    not_counted: str
    saved: Mapping[str, str]
    labels: Mapping[str, str]
    anything: Mapping[str, str]
    people: Mapping[str, str]
    everybody: str
    statuses_hint: str
    organisation_hint: str
    body_hint: str
    to_whom: str
    narrow: str
    write: str
    new_heading: str
    change_heading: str
    lead: str
    templates: str
    templates_lead: str
    keep: str
    show_whom: str
    whom: str
    found: str
    found_one: str
    found_none: str
    found_without: str
    found_first: str
    not_done: str
    to_cohort: str
    change: str
    stop: str
    again: str
    goes_at: str
    sent_at: Plural
    send: str
    send_one: str
    send_unknown: str
    send_heading: str
    send_lead: str
    nobody: str
    when_heading: str
    kilobytes: str
    move: str
    schedule: str
    back_to_draft: str
    test_heading: str
    test: str
    files: str
    no_files: str
    file_hint: str
    attach: str
    detach: str
    no_file: str
    template_heading: str
    name_hint: str
    keep_template: str
    name_in_use: str
    to_section: str
    text_heading: str
    receipts: str
    receipts_lead: str
    receipts_away: str
    no_receipts: str
    person: str
    more_people: str
    unknown: str
    counted_anew: str
    stop_heading: str
    stop_follows: tuple[str, ...]
    remind_heading: str
    remind: str
    remind_one: str
    remind_unknown: str
    remind_who: str
    remind_nobody: str
    remind_already: str
    remind_already_one: str
    ahead_heading: str
    ahead_lead: str
    ahead_of: str
    ahead_away: str
    ahead_none: str
    ahead_cut: str
    ahead_all: str
    ahead_unknown: str
    ahead_count: str
    ahead_count_one: str
