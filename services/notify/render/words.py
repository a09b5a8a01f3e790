"""A letter in words: what many letters have in common is printed once, and a person's own parts are filled in.

A mailing says the same to thousands but for a name and a few links. So a letter is parted in two: the same letter
with marks in the places of those, which is printed and encoded once for all who share it, and what the marks stand
for. A line with a mark is wrapped and encoded anew for each: the bytes are those that the letter alone would give.
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
from services.notify.domain.letter import Kind, Letter, Recipient
from services.notify.render import clean, mime, plain
from services.notify.render.styles import environment
from services.notify.render.view import View
from shared.events import Language

# Nobody can have typed it: it is another in each process.
_NONCE: Final = secrets.token_hex(12)
_MARK: Final = re.compile(_NONCE + r"(\d{4})")
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


class Words(msgspec.Struct, frozen=True):
    """The subject as it is read, and both bodies in quoted-printable."""

    subject: str
    text: bytes
    html: bytes


class _Own(msgspec.Struct, frozen=True):
    """A line in which something is a person's own: what stands before, between and after the marks."""

    pieces: tuple[str, ...]
    marks: tuple[int, ...]

    def filled(self, values: Sequence[str]) -> str:
        line = self.pieces[0]
        for mark, piece in zip(self.marks, self.pieces[1:], strict=True):
            line += values[mark] + piece
        return line


_Part = tuple[bytes | _Own, ...]


class _Common(msgspec.Struct, frozen=True):
    """What letters share: encoded, but for the lines that are somebody's own."""

    subject: str
    text: _Part
    html: _Part


def of(letter: Letter) -> Words:
    """Put a letter in words. Nothing of an enquiry is kept: it is one person's."""
    if letter.question is not None:
        return alone(letter)
    shared, values = _parted(letter)
    return _filled(_common(shared), values)


def alone(letter: Letter) -> Words:
    """Put one letter in words, whole; `of` gives the same."""
    return _filled(_printed(letter, None), ())


def _parted(letter: Letter) -> tuple[Letter, list[str]]:
    """Set the person's own parts aside; the first is the greeting."""
    values = [View(letter).greeting]
    marks: dict[str, str] = {}

    def mark(value: str | None) -> str | None:
        if value is None:
            return None
        if (known := marks.get(value)) is None:
            known = marks[value] = f"{_NONCE}{len(values):04}"
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
            answer_url=mark(links.answer_url),
            my_url=mark(links.my_url),
            feed_url=mark(links.feed_url),
        ),
        dates=tuple(
            msgspec.structs.replace(line, join_url=mark(line.join_url)) if line.join_url else line
            for line in letter.dates
        ),
        calendar=None if calendar is None else _shared(calendar, mark(calendar.join_url)),
    )
    return shared, values


def _shared(calendar: CalendarMessage, join_url: str | None) -> CalendarMessage:
    """Keep what the words of a mail ask of its calendar part: what it does, and which door it opens."""
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
def _common(shared: Letter) -> _Common:
    return _printed(shared, f"{_NONCE}{0:04}")


def _printed(letter: Letter, greeting: str | None) -> _Common:
    view = View(letter)
    if greeting is not None:
        view.greeting = greeting
    subject, text, html = _templates(letter.kind, letter.language)
    view.subject = clean.line(subject.render(mail=view))
    return _Common(
        subject=view.subject,
        text=_lines(plain.gathered(text.render(mail=view)), plain.wrapped),
        html=_lines(html.render(mail=view).split("\n"), str),
    )


def _lines(lines: Sequence[str], wrapped: Callable[[str], str]) -> _Part:
    """Encode what is common, in as few pieces as there can be."""
    found: list[bytes | _Own] = []
    for line in lines:
        first, *more = _MARK.split(line)
        if more:
            found.append(_Own((first, *more[1::2]), tuple(int(one) for one in more[::2])))
            continue
        before = found[-1] if found else None
        if isinstance(before, bytes):
            found[-1] = before + mime.quoted(wrapped(line))
        else:
            found.append(mime.quoted(wrapped(line)))
    return tuple(found)


def _filled(common: _Common, values: Sequence[str]) -> Words:
    safe = [str(escape(value)) for value in values]
    return Words(
        subject=common.subject,
        text=b"".join(
            [
                one if isinstance(one, bytes) else mime.quoted(plain.wrapped(one.filled(values)))
                for one in common.text
            ]
        ),
        html=b"".join(
            [one if isinstance(one, bytes) else mime.quoted(one.filled(safe)) for one in common.html]
        ),
    )


@lru_cache(maxsize=64)
def _templates(kind: Kind, language: Language) -> tuple[Template, Template, Template]:
    subject, text, html = (
        f"{kind}/{name}"
        for name in (f"subject.{language}.txt", f"body.{language}.txt", f"body.{language}.html")
    )
    return (
        _ENVIRONMENT.get_template(subject),
        _ENVIRONMENT.get_template(text),
        _ENVIRONMENT.get_template(html),
    )
