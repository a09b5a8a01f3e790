"""Letters with a text of the organiser's own: it follows the greeting, and nothing that has to be said is lost."""

import quopri
import re

import pytest
from msgspec.structs import replace

from services.notify.actions.fix_mails import render_or_ours
from services.notify.domain.letters.compose_parts import sender_of
from services.notify.domain.letters.letter import Letter, LetterLogo, OwnText
from services.notify.domain.letters.own_text import takes_own_text, with_own_text
from services.notify.render import mail_text, markdown
from services.notify.render.email import render
from services.notify.render.preview.cases import previews
from shared import ids
from shared.events import Organiser
from shared.letter_texts import LETTER_KINDS, LetterText, LetterTexts
from shared.placeholders import names
from tests.support.notify_running import SENDER_CONFIG as SENDER
from tests.unit.notify.render.test_mail_in_common import NAMES, addressed_to

OWN = OwnText(
    subject="Välkommen {{förnamn}}: {{träff}}",
    body="# Kära {{namn}}\n\nVi ses **snart** i {{plats}}, {{när}}.\n\n- {{datum}}\n- [din sida]({{länk}})\n\n{{organisation}} <b>",
)
ALL = {f"{letter.language} {letter.key}": letter for letter in previews()}
OURS = {key: letter for key, letter in ALL.items() if takes_own_text(letter)}
ORGANISER = ids.new()


def read(part: bytes) -> str:
    return quopri.decodestring(part).decode().replace("\r\n", "\n")


def texts(*found: LetterText) -> LetterTexts:
    return LetterTexts(organiser_id=ORGANISER, id=ids.new(), epoch=1, version=1, texts=found)


def test_every_kind_that_can_have_a_text_is_shown_with_it_in_both_languages():
    shown = {(letter.template, letter.language) for letter in OURS.values()}

    assert shown == {(kind, language) for kind in LETTER_KINDS for language in ("sv", "en")}


@pytest.mark.parametrize("key", OURS)
def test_a_shared_letter_with_a_text_of_ones_own_equals_the_letter_rendered_alone(key):
    for number, name in enumerate(NAMES):
        letter = addressed_to(replace(OURS[key], own=OWN), name, 7 * number)

        assert mail_text.mail_text_of(letter) == mail_text.render_uncached(letter)


@pytest.mark.parametrize("key", OURS)
def test_links_days_and_deadlines_stay_whatever_the_own_text_leaves_out(key):
    letter = OURS[key]
    ours = mail_text.mail_text_of(letter)
    mine = mail_text.mail_text_of(replace(letter, own=OwnText(subject="Hej", body="Bara det.")))

    assert mine.subject.startswith("Hej")
    for part, other in ((ours.text, mine.text), (ours.html, mine.html)):
        assert "Bara det." in read(other)
        assert must_say(read(part)) <= must_say(read(other))


def must_say(text: str) -> set[str]:
    """Every word with a digit or an address: links, days, hours, deadlines, telephone numbers."""
    links = re.findall(r'https://[^\s"<]+', text)
    words = re.sub(r"<[^>]*>", " ", text).split()
    return {*links, *(word.strip("().,;:") for word in words if any(map(str.isdigit, word)))}


def test_the_text_of_many_letters_is_rendered_once():
    letter = replace(OURS["sv invitation:series:sv"], own=OWN)
    mail_text.mail_text_of(addressed_to(letter, "Anna Berg", 1))
    before = mail_text._shared_text.cache_info()

    made = [mail_text.mail_text_of(addressed_to(letter, name, n)) for n, name in enumerate(NAMES)]

    assert mail_text._shared_text.cache_info().misses == before.misses
    assert made[0].subject.startswith("Välkommen Anna: ")


def test_ours_begins_with_a_capital_after_the_own_text():
    letter = replace(OURS["sv waiting:single:sv"], own=OwnText(body="Tack!"))
    cancelled = replace(OURS["sv cancellation:single:sv"], own=OwnText(body="Tyvärr."))

    assert "Tyvärr.\n\nTräffen blir inte av." in read(mail_text.mail_text_of(cancelled).text)
    assert "Tack!" in read(mail_text.mail_text_of(letter).text)


@pytest.mark.parametrize("key", sorted(ALL.keys() - OURS.keys()))
def test_a_letter_that_says_something_else_than_its_kind_keeps_our_text(key):
    letter = ALL[key]
    found = texts(*(LetterText(letter=kind, language=letter.language, body="Nej") for kind in LETTER_KINDS))

    assert with_own_text(letter, [found]) is letter


def test_the_nearest_subject_and_the_nearest_text_win_each_for_itself():
    letter: Letter = OURS["sv reminder:digital:sv"]
    cohort = texts(LetterText(letter="reminder", language="sv", subject="Omgångens"))
    programme = texts(LetterText(letter="reminder", language="sv", subject="Satsningens", body="Satsningens"))
    organiser = texts(LetterText(letter="reminder", language="en", body="English"))

    assert with_own_text(letter, [cohort, programme, organiser]).own == OwnText(
        subject="Omgångens", body="Satsningens"
    )
    assert with_own_text(letter, [organiser]).own is None


@pytest.mark.parametrize("name", [*names("sv"), *names("en")])
def test_every_placeholder_is_filled_in_subject_and_text(name):
    letter = replace(
        OURS["sv invitation:series:sv"],
        own=OwnText(subject=f"a {{{{{name}}}}} b", body=f"c {{{{{name}}}}} d"),
    )
    made = mail_text.mail_text_of(letter)

    assert "{{" not in made.subject + read(made.text) + read(made.html)
    assert made.subject != "a b"


def test_a_subject_of_which_nothing_is_left_is_ours():
    letter = OURS["sv reminder:digital:sv"]
    own = replace(letter, own=OwnText(subject="{{svara_senast}}", body="Hej"))

    assert mail_text.mail_text_of(own).subject == mail_text.mail_text_of(letter).subject


def test_the_logo_is_the_same_picture_for_everybody_and_says_whose_it_is():
    letter = OURS["sv invitation:series:sv"]
    logo = LetterLogo(url="https://kallelse.example/ruc/logo?v=1", width=144, height=36)
    html = read(mail_text.mail_text_of(replace(letter, sender=replace(letter.sender, logo=logo))).html)

    [img] = re.findall(r"<img[^>]*>", html)
    assert 'src="https://kallelse.example/ruc/logo?v=1"' in img
    assert 'alt="Regionalt utvecklingscentrum, Örebro: logotyp"' in img
    assert 'width="144" height="36"' in img
    assert "<img" not in read(mail_text.mail_text_of(letter).html)


def test_the_logo_of_a_letter_is_the_one_that_the_organiser_shows_on_its_pages():
    organiser = Organiser(
        organiser_id=ORGANISER, id=ORGANISER, epoch=1, version=1, slug="ruc", name="RUC",
        logo_hash="0f1e", logo_width=288, logo_height=72,
    )  # fmt: skip
    logo = sender_of(organiser, SENDER).logo

    assert logo == LetterLogo(url=f"{SENDER.base_url}/ruc/logo?v=0f1e", width=144, height=36)
    assert sender_of(replace(organiser, logo_hash=None), SENDER).logo is None


def test_a_text_that_cannot_be_read_keeps_no_mail_back(monkeypatch, caplog):
    letter = OURS["sv confirmation:series:sv"]
    ours = render(letter)

    def fail(*_):
        raise RecursionError

    monkeypatch.setattr(markdown, "html_of", fail)

    assert render_or_ours(replace(letter, own=OwnText(body="Nytt och trasigt")), ids.new()) == ours
    assert "delivery.own_text_left_out" in caplog.text
