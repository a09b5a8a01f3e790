"""k. A letter in thousands of copies with texts of the organiser's own, compared with the same letter with ours."""

import time
from typing import Final

from msgspec.structs import replace

from services.notify.domain.letters.letter import Letter, OwnText
from services.notify.render.email import render
from services.notify.render.preview.cases import previews
from tests.bench import apart
from tests.bench.figures import Figure, figure
from tests.bench.running import Start

_PEOPLE: Final = 5_650
_ROUNDS: Final = 5
QUICK: Final = 40
_KEY: Final = "invitation:series:sv"
_OWN: Final = OwnText(
    subject="Välkommen {{förnamn}} till {{satsning}}",
    body=(
        "Vi är glada att kunna bjuda in **dig** till {{satsning}}.\n\n- {{namn}}\n- [Din inbjudan]({{länk}})\n\n"
        + "Under året arbetar vi med det som ni själva har valt. " * 12
    ),
)


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    """Make the letters in a process of its own, with ours and with own texts by turns; nothing is stored or sent."""
    del start
    people = QUICK if quick else _PEOPLE
    ours, own = await apart.run(made, people, 1 if quick else _ROUNDS)
    return [
        figure(
            f"k. {people:,} letters with texts of the organiser's own",
            people / own,
            "letters/s",
            against=people / ours,
            what="the same letters with ours",
            at_least=0.95,
        )
    ]


async def made(people: int, rounds: int) -> tuple[float, float]:
    """Return the processor seconds of all letters with ours and with own texts: the least of the rounds."""
    letter = next(one for one in previews() if one.key == _KEY)
    with_ours = [_to(letter, number) for number in range(people)]
    with_own = [replace(one, own=_OWN) for one in with_ours]
    taken = [(_seconds(with_ours), _seconds(with_own)) for _ in range(rounds)]
    return min(ours for ours, _ in taken), min(own for _, own in taken)


def _to(letter: Letter, number: int) -> Letter:
    recipient = replace(letter.recipient, name=f"Anna Ek{number}", email=f"p{number}@nora.example")
    links = replace(letter.links, answer_url=f"https://kallelse.example/i/{number:048d}")
    return replace(letter, key=f"invitation:{number}", recipient=recipient, links=links)


def _seconds(letters: list[Letter]) -> float:
    began = time.process_time()
    for letter in letters:
        render(letter)
    return time.process_time() - began
