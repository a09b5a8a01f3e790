"""The texts of the pages for staff about whom to invite."""

from collections.abc import Mapping

import msgspec


class RulePageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/inbjudningar`, the form of a rule, and inviting. `kinds` by the kind of invitation."""

    heading: str
    lead: str
    new: str
    invite: str
    empty: str
    region: str
    whom: str
    kind: str
    sessions: str
    opens: str
    until: str
    finds: str
    invited: str
    kinds: Mapping[str, str]
    all_sessions: str
    some_sessions: str
    one_session: str
    change: str
    delete: str
    by_hand: str
    no_end: str
    not_counted: str
    new_heading: str
    new_button: str
    change_heading: str
    count: str
    finds_now_one: str
    finds_now: str
    finds_nobody: str
    no_contact: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    which: Mapping[str, str]
    as_cohort: str
    no_audience: str
    when: str
    delete_heading: str
    delete_button: str
    delete_follows: str
    invite_heading: str
    invite_button: str
    invite_button_one: str
    invite_nobody: str
    invite_lead: str
    invite_rule: str
    invite_choose: str
    invite_follows: tuple[str, ...]
    invite_shared: str
    invite_changed: str
    recount: str
    saved: Mapping[str, str]
