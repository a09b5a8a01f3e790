"""The texts for staff about the whole life of one mail."""

from collections.abc import Mapping

import msgspec


class MailLifeWords(msgspec.Struct, frozen=True, kw_only=True):
    """`steps`: by kind of step; `own_answers`: what notify itself says, by its words."""

    heading: str
    link: str
    to: str
    address: str
    kind: str
    subject: str
    state: str
    due: str
    tried_again: str
    tries: str
    protected: str
    protected_about: str
    happened: str
    what: str
    answer: str
    when: str
    until: str
    steps: Mapping[str, str]
    own_answers: Mapping[str, str]
    kept: str
    resend: str
    away: str
    nothing: str
