"""What a calendar entry says of a change: all that some programs show of the mail is the entry."""

from services.notify.domain.letters.letter import Letter
from services.notify.render import lines, wording
from services.notify.render.change import SessionChange
from shared.calendar import words as calendar_words


def news_of(letter: Letter) -> tuple[str, ...]:
    """Return the sentences about the change that a letter with a calendar message is about; none in a first message."""
    words = wording.of(letter.language)
    reason = lines.paragraph(letter.reason)
    if letter.kind == "update":
        change = SessionChange(letter, words)
        before = [f"{label} {told}" for label, told in change.told_before]
        without_link = (change.without_link,) if change.without_link else ()
        return words.entry_changes[change.kind], *before, *reason, *without_link
    if letter.kind == "cancellation":
        return calendar_words.cancelled(letter.language), *reason
    if letter.kind == "withdrawal":
        return calendar_words.withdrawn(letter.language), *reason
    if letter.kind == "promoted":
        return (words.entry_promoted,)
    if letter.calendar is not None and letter.calendar.method == "CANCEL":
        return (words.entry_farewell if letter.is_farewell else words.entry_gone[letter.calendar_mode],)
    return (words.entry_relinked,) if letter.are_links_replaced else ()
