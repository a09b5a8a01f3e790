"""The texts of the pages for staff about one person in a cohort."""

from collections.abc import Mapping

import msgspec


class ParticipantWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/person/{person_id}` and what is done there for somebody who phoned. `states` by the status of a seat."""

    whole: str
    sessions: str
    session: str
    state: str
    region: str
    states: Mapping[str, str]
    waits_at: str
    offered: str
    substitute_has: str
    not_asked: str
    invitations: str
    invitation: str
    invitation_states: Mapping[str, str]
    message: str
    answer: str
    withdraw: str
    substitute: str
    take_back: str
    register: str
    address: str
    no_address: str
    answer_heading: str
    answer_button: str
    answer_follows: tuple[str, ...]
    withdraw_heading: str
    withdraw_button: str
    withdraw_follows: tuple[str, ...]
    substitute_heading: str
    substitute_button: str
    substitute_follows: tuple[str, ...]
    take_back_heading: str
    take_back_button: str
    take_back_follows: tuple[str, ...]
    register_heading: str
    register_button: str
    register_follows: tuple[str, ...]
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    answers: Mapping[str, str]
    saved: Mapping[str, str]
