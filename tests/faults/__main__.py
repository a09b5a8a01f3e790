"""`python -m tests.faults`: seeded rounds of load and faults; prints each, a table, and every seed that failed."""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import clock, kinds, table
from tests.faults.rounds import Round, a_place, one_round

KEPT = Path("build/faults.json")


def _wanted() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--rounds", type=int, default=200, help="how many (200)")
    parser.add_argument(
        "--seed", type=int, default=1, help="of the first round; each next one has the next (1)"
    )
    parser.add_argument("--minutes", type=float, help="begin no more after this time")
    parser.add_argument(
        "--only", action="append", choices=sorted(kinds.KINDS), help="these kinds of faults alone"
    )
    parser.add_argument("--keep", type=Path, help="keep the installation and its logs in this folder")
    return parser.parse_args()


async def _run(wanted: argparse.Namespace, folder: Path) -> list[Round]:
    # Told to stop, it stops what it has started.
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    rounds: list[Round] = []
    ends = time.monotonic() + 60 * wanted.minutes if wanted.minutes else float("inf")
    async with a_place(folder) as place:
        for seed in range(wanted.seed, wanted.seed + wanted.rounds):
            if time.monotonic() > ends:
                break
            one = await one_round(place, seed, only=wanted.only)
            rounds.append(one)
            what = ", ".join(
                f"{f.kind} ({f.point}) {'never' if f.recovery is None else f'{f.recovery:.1f} s'}"
                for f in one.faults
            )
            print(
                f"{seed}: {'ok' if one.verdict.is_good else 'FAILED'} in {one.seconds:.1f} s: {what}",
                flush=True,
            )
            if not one.verdict.is_good:
                print(f"   lost {one.verdict.lost}\n   doubled {one.verdict.doubled}", flush=True)
                print(f"   broken {one.verdict.broken}", flush=True)
                print(f"   again: python -m tests.faults --seed {seed} --rounds 1", flush=True)
            table.keep(KEPT, rounds)
    return rounds


def main() -> None:
    """Run, print, and exit 1 if a round failed."""
    wanted = _wanted()
    if not clock.LIBRARY:
        print(clock.MISSING, flush=True)
    if wanted.keep:
        wanted.keep.mkdir(parents=True, exist_ok=True)
        rounds = asyncio.run(_run(wanted, wanted.keep))
    else:
        with tempfile.TemporaryDirectory(prefix="kallelse-faults-") as folder:
            rounds = asyncio.run(_run(wanted, Path(folder)))
    print(table.printed(rounds))
    failed = [one.seed for one in rounds if not one.verdict.is_good]
    repeated = sum(one.verdict.repeated for one in rounds)
    print(
        f"{len(rounds)} rounds, {len(failed)} failed {failed}; {repeated} mails came again as the same bytes"
    )
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
