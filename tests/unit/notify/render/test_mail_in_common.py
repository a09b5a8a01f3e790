"""The text that letters share is rendered once, and each letter equals the same letter rendered alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notify.domain.letters.letter import Letter
from services.notify.render import mail_text
from services.notify.render.preview.cases import previews
from shared.calendar import lines as calendar_lines
from tests.support.texts import LETTER

NAMES = (
    "Anna Berg",
    "Åsa-Märta Öhrn von Längenamn",
    "rektorn",
    f"Bo {'Z' * 90}",
    "<b>Eva</b> & Ö",
    "From Me",
)
LETTERS = {f"{letter.language} {letter.key}": letter for letter in previews()}


def addressed_to(letter: Letter, name: str, number: int) -> Letter:
    """The same letter to another recipient, with other personal links."""

    def personal(url: str | None) -> str | None:
        return f"{url}&{'x' * number}" if url else None

    links = letter.links
    return replace(
        letter,
        message_id=f"<{number}@kallelse.example>",
        recipient=replace(letter.recipient, name=name, email=f"p{number}@nora.example"),
        dates=tuple(replace(line, join_url=personal(line.join_url)) for line in letter.dates),
        calendar=letter.calendar and replace(letter.calendar, join_url=personal(letter.calendar.join_url)),
        links=replace(
            links,
            answer_url=personal(links.answer_url),
            my_url=personal(links.my_url),
            feed_url=personal(links.feed_url),
        ),
    )


@pytest.mark.parametrize("key", LETTERS)
def test_a_letter_with_shared_text_equals_the_letter_rendered_alone(key):
    for number, name in enumerate(NAMES):
        letter = addressed_to(LETTERS[key], name, 7 * number)

        assert mail_text.mail_text_of(letter) == mail_text.render_uncached(letter)


@given(st.text(LETTER, max_size=80))
def test_a_letter_with_any_recipient_name_equals_the_letter_rendered_alone(name):
    letter = addressed_to(next(iter(LETTERS.values())), name, 1)

    assert mail_text.mail_text_of(letter) == mail_text.render_uncached(letter)


def test_the_shared_text_of_one_mailing_is_rendered_once():
    letter = LETTERS[next(key for key in LETTERS if "invitation" in key)]
    mail_text.mail_text_of(addressed_to(letter, "Anna Berg", 1))
    before = mail_text._shared_text.cache_info()

    for number, name in enumerate(NAMES):
        mail_text.mail_text_of(addressed_to(letter, name, number + 2))

    after = mail_text._shared_text.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (0, len(NAMES))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=400))
def test_a_long_calendar_line_is_folded_at_75_octets_without_loss(text):
    raw = calendar_lines.folded(f"X:{text}")

    assert raw.replace(b"\r\n ", b"") == f"X:{text}\r\n".encode()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
