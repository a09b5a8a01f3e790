"""The texts about letters of one's own."""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.parts import TitledText
from shared.letter_texts import LetterKind


class StaffLetterWords(msgspec.Struct, frozen=True, kw_only=True):
    """`letters`: what each kind is called, and when it goes. `always`: what every letter says by itself."""

    heading: str
    lead: str
    nearest: str
    everything: str
    letters: Mapping[LetterKind, TitledText]
    own: str
    of_programme: str
    of_organiser: str
    ours: str
    whose: str
    always_heading: str
    always: tuple[str, ...]
    write: str
    write_own: str
    rewrite: str
    take_back: str
    take_back_above: str
    languages: Mapping[str, str]
    labels: Mapping[str, str]
    subject: str
    subject_hint: str
    body_hint: str
    save: str
    saved: Mapping[str, str]
    sample_lead: str
    as_mail: str
    away: str
    to_letters: str
