"""Renders the text of letters: what many letters share is rendered once, and personal values are filled in.

The letters of a mailing differ only in a name and a few links. A letter is therefore split in two: the shared letter, with
placeholders for personal values, which is rendered, encoded and cached; and the values. Only the lines with a placeholder
are wrapped and encoded for each recipient. The bytes are the same as if the letter were rendered alone.
"""

import re
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from jinja2 import FileSystemLoader, StrictUndefined, Template, select_autoescape
from markupsafe import escape

from services.notify.domain.calendar import CalendarMessage, Party
from services.notify.domain.letters.letter import Letter, Recipient
from services.notify.render import clean, mime, plain
from services.notify.render.styles import environment
from services.notify.render.view import MailView
from shared.language import Language

# Random in each process, so that no text typed by a person can contain a placeholder.
_NONCE: Final = secrets.token_hex(12)
_PLACEHOLDER: Final = re.compile(_NONCE + r"(\d{4})")
# The numbers of the values that every letter has; those of its links follow.
_GREETING, _FULL_NAME, _GIVEN_NAME = range(3)
_NOBODY: Final = Party(address="")
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

_ENVIRONMENT: Final = environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(enabled_extensions=("html",), default=False),
    undefined=StrictUndefined,
    auto_reload=False,
    cache_size=-1,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["html"] = _ENVIRONMENT.get_template("parts.html").module
_ENVIRONMENT.globals["text"] = _ENVIRONMENT.get_template("parts.txt").module


class MailText(msgspec.Struct, frozen=True):
    """The subject as text, and both bodies in quoted-printable."""

    subject: str
    text: bytes
    html: bytes


class _PersonalLine(msgspec.Struct, frozen=True):
    """A line with personal values: the text around the placeholders, and the placeholders' numbers."""

    pieces: tuple[str, ...]
    placeholders: tuple[int, ...]

    def filled(self, values: Sequence[str]) -> str:
        line = self.pieces[0]
        for placeholder, piece in zip(self.placeholders, self.pieces[1:], strict=True):
            line += values[placeholder] + piece
        return line


_Part = tuple[bytes | _PersonalLine, ...]


class _SharedText(msgspec.Struct, frozen=True):
    """The text that letters share: encoded bytes, and the lines with placeholders."""

    subject: str
    text: _Part
    html: _Part


def mail_text_of(letter: Letter) -> MailText:
    """Render the text of a letter; without the cache where no other letter shares its content.

    That is an enquiry, a mailing or a reminder with placeholders, whose text is filled in for each, and a mail to somebody about another person, whom its
    subject names.
    """
    is_filled_in = letter.mailing is not None or "{{" in (letter.rule_text or "")
    if letter.enquiry is not None or is_filled_in or letter.recipient.is_shared:
        return render_uncached(letter)
    shared, values = _split_personal(letter)
    return _fill(_shared_text(shared), values)


def render_uncached(letter: Letter) -> MailText:
    """Render the text of one letter without the cache; the result equals that of `mail_text_of`."""
    return _fill(_render(letter, MailView(letter)), ())


def _split_personal(letter: Letter) -> tuple[Letter, list[str]]:
    """Return the shared letter, and the personal values by placeholder number; first the greeting and the names."""
    view = MailView(letter)
    values = [view.greeting, view.full_name, view.given_name]
    placeholders: dict[str, str] = {}

    def placeholder(value: str | None) -> str | None:
        if value is None:
            return None
        if (known := placeholders.get(value)) is None:
            known = placeholders[value] = f"{_NONCE}{len(values):04}"
            values.append(value)
        return known

    links, recipient, calendar = letter.links, letter.recipient, letter.calendar
    shared = msgspec.structs.replace(
        letter,
        key="",
        message_id="",
        envelope_from="",
        correlation_id=None,
        recipient=Recipient(name="", email="", role=recipient.role, organisation=recipient.organisation),
        links=msgspec.structs.replace(
            links,
            answer_url=placeholder(links.answer_url),
            my_url=placeholder(links.my_url),
            feed_url=placeholder(links.feed_url),
        ),
        dates=tuple(
            msgspec.structs.replace(line, join_url=placeholder(line.join_url)) if line.join_url else line
            for line in letter.dates
        ),
        calendar=None if calendar is None else _shared(calendar, placeholder(calendar.join_url)),
    )
    return shared, values


def _shared(calendar: CalendarMessage, join_url: str | None) -> CalendarMessage:
    """Return a message with only what the text depends on: method, language and join link."""
    return CalendarMessage(
        method=calendar.method,
        uid="",
        sequence=0,
        dtstamp=_NEVER,
        organizer=_NOBODY,
        attendee=_NOBODY,
        language=calendar.language,
        summary="",
        join_url=join_url,
    )


@lru_cache(maxsize=128)
def _shared_text(shared: Letter) -> _SharedText:
    view = MailView(shared)
    view.greeting, view.full_name, view.given_name = (
        f"{_NONCE}{number:04}" for number in (_GREETING, _FULL_NAME, _GIVEN_NAME)
    )
    return _render(shared, view)


def _render(letter: Letter, view: MailView) -> _SharedText:
    subject, text, html = _templates(letter.template, letter.language)
    view.subject = view.own_subject or clean.line(subject.render(mail=view))
    if letter.recipient.is_shared:
        view.subject = view.words.subject_about.format(view.subject, clean.line(letter.recipient.name))
    return _SharedText(
        subject=view.subject,
        text=_lines(plain.gathered(text.render(mail=view)), plain.wrapped),
        html=_lines(html.render(mail=view).split("\n"), str),
    )


def _lines(lines: Sequence[str], wrapped: Callable[[str], str]) -> _Part:
    """Encode the lines without placeholders, joined into as few pieces as possible."""
    found: list[bytes | _PersonalLine] = []
    for line in lines:
        first, *more = _PLACEHOLDER.split(line)
        if more:
            found.append(_PersonalLine((first, *more[1::2]), tuple(int(piece) for piece in more[::2])))
            continue
        before = found[-1] if found else None
        if isinstance(before, bytes):
            found[-1] = before + mime.quoted(wrapped(line))
        else:
            found.append(mime.quoted(wrapped(line)))
    return tuple(found)


def _fill(shared: _SharedText, values: Sequence[str]) -> MailText:
    safe = [str(escape(value)) for value in values]
    return MailText(
        subject=_PLACEHOLDER.sub(lambda found: values[int(found[1])], shared.subject),
        text=b"".join(
            [
                piece if isinstance(piece, bytes) else mime.quoted(plain.wrapped(piece.filled(values)))
                for piece in shared.text
            ]
        ),
        html=b"".join(
            [piece if isinstance(piece, bytes) else mime.quoted(piece.filled(safe)) for piece in shared.html]
        ),
    )


@lru_cache(maxsize=64)
def _templates(folder: str, language: Language) -> tuple[Template, Template, Template]:
    subject, text, html = (
        f"{folder}/{name}"
        for name in (f"subject.{language}.txt", f"body.{language}.txt", f"body.{language}.html")
    )
    return (
        _ENVIRONMENT.get_template(subject),
        _ENVIRONMENT.get_template(text),
        _ENVIRONMENT.get_template(html),
    )
