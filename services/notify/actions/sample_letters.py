"""Makes letters of one kind with sample data, in every situation, as the sender makes them."""

import quopri

import msgspec

from services.notify.domain.letters.letter import Letter, LetterLogo
from services.notify.domain.letters.own_text import takes_own_text, with_own_text
from services.notify.render.mail_text import render_uncached
from services.notify.render.preview.cases import previews
from shared import ids
from shared.letter_samples import LetterSample, LetterSampleQuestion, LetterSamples
from shared.letter_texts import LetterTexts


def make_letter_samples(question: LetterSampleQuestion) -> LetterSamples:
    """Make the letters; nobody's data is in them, and nothing is read."""
    nobody = ids.new()
    texts = [
        LetterTexts(organiser_id=nobody, id=nobody, epoch=1, version=1, texts=tuple(question.texts)),
    ]
    return LetterSamples(
        samples=[
            _sample(_from(letter, question), texts)
            for letter in previews()
            if letter.template == question.letter and takes_own_text(letter)
        ]
    )


def _from(letter: Letter, question: LetterSampleQuestion) -> Letter:
    logo = None
    if question.logo is not None:
        url, width, height = question.logo
        logo = LetterLogo(url=url, width=width, height=height)
    sender = msgspec.structs.replace(
        letter.sender,
        name=question.organiser,
        short_name=question.short_name,
        accent=question.accent,
        logo=logo,
    )
    programme = msgspec.structs.replace(letter.programme, title=question.programme or letter.programme.title)
    return msgspec.structs.replace(
        letter, sender=sender, programme=programme, cohort_name=question.cohort or letter.cohort_name
    )


def _sample(letter: Letter, texts: list[LetterTexts]) -> LetterSample:
    made = render_uncached(with_own_text(letter, texts))
    return LetterSample(
        language=letter.language,
        about=render_uncached(letter).subject,
        subject=made.subject,
        text=_decoded(made.text),
        html=_decoded(made.html),
    )


def _decoded(lines: bytes) -> str:
    return quopri.decodestring(lines).decode().replace("\r\n", "\n")
