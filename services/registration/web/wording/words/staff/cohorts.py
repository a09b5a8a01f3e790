"""The texts of the pages for staff about programmes and cohorts."""

from collections.abc import Mapping
from typing import Literal, TypeAlias

import msgspec

from shared.events import CohortStatus

# How far a cohort's inviting has come: nobody is chosen, chosen but not invited, some groups are invited, all are.
InvitingState: TypeAlias = Literal["unchosen", "chosen", "some", "all"]


class CohortListWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar`: the programmes with their cohorts. `statuses` by the status of a cohort."""

    heading: str
    new_programme: str
    empty: str
    none_found: str
    all: str
    choose: str
    statuses: Mapping[str, str]
    search: str
    search_button: str
    cohort: str
    status: str
    days: str
    sessions: str
    invited: str
    coming: str
    no_cohort: str
    new_cohort: str
    change_programme: str
    delete_programme: str
    show_all: str
    no_days: str
    from_to: str
    more: str
    first: str
    region: str


class CohortPageWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}`. `answers` by the answer of a person, `selections` by what the list is narrowed to."""

    path: str
    open_until: str
    remind_one: str
    remind: str
    mailing: str
    publish: str
    invite: str
    change: str
    copy: str
    register: str
    rules: str
    questions: str
    close: str
    cancel: str
    delete: str
    reopen: str
    public_page: str
    more_to_do: str
    answers_so_far: str
    nobody_yet: str
    invited: str
    delivered: str
    answered: str
    coming: str
    bounced: str
    queued: str
    silent: str
    declined: str
    others_come: str
    sessions_none: str
    sessions_one: str
    sessions: str
    no_sessions: str
    add_session: str
    choose_whom: str
    add_pattern: str
    sessions_region: str
    session: str
    day: str
    time: str
    comes: str
    waits: str
    link: str
    do: str
    move: str
    seats_of: str
    seats: str
    seats_full: str
    link_missing: str
    link_there: str
    link_not_yet: str
    link_not_needed: str
    part_of: str
    session_cancelled: str
    session_tentative: str
    session_announced: str
    coverage: str
    coverage_all: str
    coverage_none: str
    coverage_why: str
    nobody_comes: str
    comes_hidden: str
    why_silent: str
    why_no: str
    why_bounced: str
    why_queued: str
    coverage_more: str
    people: str
    people_one: str
    people_none: str
    add_people: Mapping[InvitingState, str]
    selection: str
    selections: Mapping[str, str]
    legend: str
    dots: Mapping[str, str]
    legend_none: str
    people_region: str
    name: str
    role: str
    organisation: str
    answer: str
    latest: str
    answers: Mapping[str, str]
    answers_waiting: str
    invited_on: str
    answered_on: str
    registered_on: str
    protected: str
    none_selected: str
    nobody_here: Mapping[CohortStatus, str]
    next_page: str
    first_page: str
    search: str
    search_button: str
    shared_link: str
    near_without_link: str
    saved: Mapping[str, str]
