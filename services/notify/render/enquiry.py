"""An enquiry as lines of text, cleaned of characters that could break a line."""

import msgspec

from services.notify.domain.letters.letter import EnquiryContent
from services.notify.render import clean


class EnquiryLines(msgspec.Struct, frozen=True, kw_only=True):
    """Each field as one line; `message` and `answer` as one line per paragraph."""

    subject: str
    organisation: str
    name: str
    email: str
    audience: str | None
    people: str | None
    wanted_when: str | None
    reference: str | None
    message: tuple[str, ...]
    answer: tuple[str, ...]
    is_letter: bool
    attachments: str | None


def lines_of(question: EnquiryContent) -> EnquiryLines:
    """Remove line breaks, control characters and marks of writing direction from every field."""
    return EnquiryLines(
        subject=clean.line(question.subject),
        organisation=clean.line(question.organisation),
        name=clean.line(question.name),
        email=clean.line(question.email),
        audience=clean.optional(question.audience),
        people=clean.optional(question.people),
        wanted_when=clean.optional(question.wanted_when),
        reference=clean.optional(question.reference),
        message=_paragraphs(question.message),
        answer=_paragraphs(question.answer),
        is_letter=question.is_letter,
        attachments=None if question.files else clean.optional(", ".join(question.attachments)),
    )


def _paragraphs(text: str | None) -> tuple[str, ...]:
    return tuple(line for part in (text or "").splitlines() if (line := clean.line(part)))
