"""k. A letter in thousands of copies with texts of the organiser's own, compared with the same letter with ours."""

import tempfile
from pathlib import Path
from typing import Final

from tests.bench import mailing
from tests.bench.figures import Figure, figure
from tests.bench.running import BenchInstallation, Start
from tests.support import crowd

_PEOPLE: Final = 5_650
# By turns, so that what goes first and what goes last do not count.
_TURNS: Final = (False, True, True, False)
_OWN: Final = {
    "letter": "invitation",
    "subject_sv": "Välkommen {{förnamn}} till {{satsning}}",
    "body_sv": "Vi är glada att **du** är med.\n\n- {{namn}}\n- [Din inbjudan]({{länk}})\n\nTa med en dator.",
}


async def measure(start: Start, *, quick: bool) -> list[Figure]:
    """Call everybody to a session of a new cohort, some times with our text and as often with one of its own."""
    people = mailing.QUICK if quick else _PEOPLE
    seconds, cpu = {False: 0.0, True: 0.0}, {False: 0.0, True: 0.0}
    with tempfile.TemporaryDirectory() as folder:
        scenario = crowd.write(Path(folder) / "crowd.toml", people, domains=1)
        async with start(scenario) as there:
            for turn, is_own in enumerate(_TURNS[:2] if quick else _TURNS):
                mailed = await _called(there, people, f"Brev {turn}", is_own=is_own)
                seconds[is_own] += mailed.seconds
                cpu[is_own] += mailed.cpu
    times = 1 if quick else len(_TURNS) // 2
    named = f"k. {people:,} letters with texts of the organiser's own"
    return [
        figure(
            named,
            times * people / seconds[True],
            "mails/s",
            against=times * people / seconds[False],
            what="the same letters with ours",
            at_least=0.95,
        ),
        figure(
            f"{named}: processor time a mail",
            cpu[True] / people / times * 1000,
            "ms",
            against=cpu[False] / people / times * 1000,
            what="with ours",
        ),
    ]


async def _called(there: BenchInstallation, people: int, name: str, *, is_own: bool) -> mailing.Mailed:
    cohort, _ = await crowd.new_cohort(there, name, kind="kallelse")
    if is_own:
        answer = await there.api.post("/letter_texts", json=_OWN | {"cohort_id": cohort["id"]})
        assert answer.is_success, answer.text
    await there.settled()
    return await mailing.mailed(there, people, there.api.post(f"/cohorts/{cohort['id']}/invite", json={}))
