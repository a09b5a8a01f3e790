"""The texts of the pages for staff about a cohort's questions and consent."""

from collections.abc import Mapping

import msgspec


class StaffQuestionWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/omgangar/{id}/fragor` and its forms. `kinds` by the kind of a question."""

    heading: str
    lead: str
    new: str
    empty: str
    retired: str
    region: str
    question: str
    kind: str
    rules: str
    answered: str
    kinds: Mapping[str, str]
    required: str
    sensitive: str
    only_session: str
    only_after: str
    change: str
    delete: str
    up: str
    down: str
    retire: str
    ask_again: str
    consent: str
    no_consent: str
    consent_version: str
    change_consent: str
    new_heading: str
    new_button: str
    change_heading: str
    delete_heading: str
    delete_button: str
    delete_follows: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    everybody: str
    more: str
    condition_option: str
    yes_no: Mapping[str, str]
    consent_heading: str
    consent_button: str
    consent_follows: tuple[str, ...]
    consent_labels: Mapping[str, str]
    saved: Mapping[str, str]
