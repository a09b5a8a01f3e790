"""Letters with texts of the organiser's own: which kinds can have them, and the snapshot that tells notify of them."""

from typing import Final, Literal, get_args

import msgspec

from shared.language import Language
from shared.snapshot import Snapshot

# The kinds of letters that can have a text of one's own. Links for staff, farewells to earlier addresses and what answers
# an enquiry cannot: they are about an address, or are the organiser's own words already.
LetterKind = Literal[
    "invitation",
    "invitation_reminder",
    "invited_added",
    "invited_update",
    "invited_cancellation",
    "confirm",
    "confirmation",
    "calendar",
    "waiting",
    "offer",
    "promoted",
    "update",
    "cancellation",
    "withdrawal",
    "reminder",
    "substitute",
    "link",
]
LETTER_KINDS: Final[tuple[LetterKind, ...]] = get_args(LetterKind)


class LetterText(msgspec.Struct, frozen=True, kw_only=True):
    """A subject, and a text in Markdown that follows the greeting; both may have placeholders. None: as without it."""

    letter: LetterKind
    language: Language
    subject: str | None = None
    body: str | None = None


class LetterTexts(Snapshot, frozen=True, kw_only=True, tag="letter_texts"):
    """All texts of one's own of an organiser, a programme or a cohort, whose id is the snapshot's."""

    texts: tuple[LetterText, ...] = ()
