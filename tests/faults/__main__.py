"""`python -m tests.faults`: seeded rounds of load and faults; prints each round, a table, and the seeds that failed."""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults import clock, kinds, table
from tests.faults.rounds import Round, a_place, one_round
from tests.support import small_disk

KEPT = Path("build/faults.json")


def _options() -> argparse.Namespace:
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


async def _run(options: argparse.Namespace, folder: Path) -> list[Round]:
    # On SIGTERM the installation is stopped as well.
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    rounds: list[Round] = []
    ends = time.monotonic() + 60 * options.minutes if options.minutes else float("inf")
    async with a_place(folder) as place:
        for seed in range(options.seed, options.seed + options.rounds):
            if time.monotonic() > ends:
                break
            done = await one_round(place, seed, only=options.only)
            rounds.append(done)
            what = ", ".join(
                f"{f.kind} ({f.point}) {'never' if f.recovery is None else f'{f.recovery:.1f} s'}"
                for f in done.faults
            )
            print(
                f"{seed}: {'ok' if done.verdict.is_good else 'FAILED'} in {done.seconds:.1f} s: {what}",
                flush=True,
            )
            if not done.verdict.is_good:
                print(f"   lost {done.verdict.lost}\n   doubled {done.verdict.doubled}", flush=True)
                print(f"   broken {done.verdict.broken}", flush=True)
                print(f"   again: python -m tests.faults --seed {seed} --rounds 1", flush=True)
            table.keep(KEPT, rounds)
    return rounds


def main() -> None:
    """Run the rounds and print the results; exit with 1 if a round failed."""
    options = _options()
    if not clock.LIBRARY:
        print(clock.MISSING, flush=True)
    if not small_disk.CAN_MOUNT:
        print(f"Disks are not filled: {small_disk.REASON}.", flush=True)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        rounds = asyncio.run(_run(options, options.keep))
    else:
        with tempfile.TemporaryDirectory(prefix="kallelse-faults-") as folder:
            rounds = asyncio.run(_run(options, Path(folder)))
    print(table.printed(rounds))
    failed = [done.seed for done in rounds if not done.verdict.is_good]
    repeated = sum(done.verdict.repeated for done in rounds)
    print(
        f"{len(rounds)} rounds, {len(failed)} failed {failed}; {repeated} mails came again as the same bytes"
    )
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
