"""Which text of the organiser's own a letter has: the nearest of the cohort, the programme and the organiser."""

from collections.abc import Sequence
from typing import Final

import msgspec

from services.notify.domain.letters.letter import Letter, OwnText
from shared.letter_texts import LETTER_KINDS, LetterTexts

_KINDS: Final = frozenset[str](LETTER_KINDS)


def with_own_text(letter: Letter, texts: Sequence[LetterTexts]) -> Letter:
    """Return the letter with its text of one's own, if there is one; `texts` are the nearest first.

    The subject and the text are looked for one by one: a cohort may have only a subject, and the programme the text.
    """
    if not texts or not takes_own_text(letter):
        return letter
    own = _nearest(letter, texts)
    return letter if own is None else msgspec.structs.replace(letter, own=own)


def takes_own_text(letter: Letter) -> bool:
    """Whether a letter of its kind in its situation can have a text of one's own.

    It cannot where the kind says something else than it mostly does: a link to stored data, an entry that is to be
    removed, comes again or has a new link, a reminder to those who wait or are unsure, an offer that ran out, a seat that went to somebody else or came back.
    """
    if letter.template not in _KINDS:
        return False
    match letter.kind:
        case "link":
            return letter.links.data_url is None
        case "calendar":
            is_request = letter.calendar is not None and letter.calendar.method == "REQUEST"
            return is_request and not letter.are_links_replaced and letter.entry_again is None
        case "reminder":
            return letter.reminder_to not in {"waiting", "unsure"}
        case "withdrawal" | "substitute":
            has_run_out = any(line.status == "expired" for line in letter.dates)
            return not (letter.has_heir or letter.is_return or has_run_out)
        case _:
            return True


def _nearest(letter: Letter, texts: Sequence[LetterTexts]) -> OwnText | None:
    found = [
        text
        for each in texts
        for text in each.texts
        if text.letter == letter.template and text.language == letter.language
    ]
    subject = next((text.subject for text in found if text.subject), None)
    body = next((text.body for text in found if text.body), None)
    return OwnText(subject=subject, body=body) if subject or body else None
