"""The texts for staff about mail that does not reach somebody, and about whoever answers that they are away."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class PersonMailWords(msgspec.Struct, frozen=True, kw_only=True):
    """`own_answers`: by what notify itself says of a mail. `away…`: at the person, and beside a date."""

    dead: str
    dead_about: str
    dead_answer: str
    dead_what_to_do: str
    dead_row: str
    try_again: str
    try_again_about: str
    tried: TitledText
    not_tried: TitledText
    count: Plural
    count_more: str
    show: str
    filter: str
    away: str
    away_until: str
    away_about: str
    instead: str
    use_substitute: str
    see_substitute: str
    in_cohort: str
    own_answers: Mapping[str, str]
