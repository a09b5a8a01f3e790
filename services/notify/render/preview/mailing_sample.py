"""Sample letters of mailings, with a text that has everything which can be filled in."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from services.notify.domain.letters.letter import Letter, MailFile, MailingContent
from services.notify.render.preview.sample import letter_of, session
from shared.language import Language

_TEXTS: Final[dict[Language, str]] = {
    "sv": """\
vi ses snart i **{{satsning}}** ({{omgång}}). Tänk på det här:

- Läs *Att leda*, sidan 10–20.
- Ta med en dator.

## Dina datum

{{datum}}

Allt finns på [din sida]({{länk}})

Adressen är {{länk}}

Vi ser fram emot det.

{{arrangör}}
""",
    "en": """\
see you soon in **{{programme}}** ({{cohort}}). Please remember:

- Read *Att leda*, pages 10–20.
- Bring a computer.

## Your dates

{{dates}}

Everything is on [your page]({{link}})

Its address is {{link}}

We look forward to it.

{{organiser}}
""",
}
_SUBJECTS: Final[dict[Language, str]] = {"sv": "Inför {{satsning}}", "en": "Before {{programme}}"}
_FILE: Final = MailFile(name="Program för dagen.txt", media_type="text/plain", content=b"9.00 Kaffe\n")


def mailings_of(language: Language) -> Iterator[Letter]:
    """Return one to somebody who is registered, with a file, and a test to somebody in the organiser's office."""
    dates = tuple(replace(session(number), status="confirmed") for number in (1, 2))
    content = MailingContent(
        subject=_SUBJECTS[language], body=_TEXTS[language], relation="registered", files=(_FILE,)
    )
    yield replace(letter_of(language, "mailing", "registered", dates), mailing=content)
    test = replace(content, is_test=True, relation="invited", files=())
    yield replace(letter_of(language, "mailing", "test", dates), mailing=test)
