"""`python -m tests.lives --seeds 1-1000`: lives on every core; prints each kind of contradiction with its shortest life."""

import argparse
import itertools
import os
import resource
import signal
import sys
import time

from tests.lives.telling import told_life
from tests.lives.workers import Lived, Plan, results, stop


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lives")
    parser.add_argument(
        "--seeds", default="1-1000", help="from-to, one, or several of these with commas (1-1000)"
    )
    parser.add_argument("--length", type=int, default=25, help="steps in a life (25)")
    parser.add_argument("--without", default="", help="deeds that are left out, such as address,erase")
    parser.add_argument("--in-vain", action="store_true", help="some mails that wait have been tried in vain")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    return parser.parse_args()


def _seeds(text: str) -> list[int]:
    """Return the seeds of a text such as `1-1000,2017`."""
    spans = [part.partition("-") for part in text.split(",")]
    return list(
        itertools.chain.from_iterable(range(int(first), int(last or first) + 1) for first, _, last in spans)
    )


def main() -> None:
    """Live, and exit with 1 if a contradiction is found."""
    options = _options()
    signal.signal(signal.SIGTERM, stop)
    plan = Plan(_seeds(options.seeds), options.length, tuple(options.without.split(",")), options.in_vain)
    began, lived = time.monotonic(), 0
    found: dict[str, list[int]] = {}
    for one in results(plan, options.jobs):
        if isinstance(one, Lived):
            lived += 1
            for kind in one.kinds:
                found.setdefault(kind, []).append(one.seed)
            if lived % 100 == 0:
                print(f"{lived} lives, {time.monotonic() - began:.0f} s, {len(found)} kinds", flush=True)
        else:
            print(f"\n{one.kind}; seed {one.seed}\n{told_life(one)}\n", flush=True)
    for kind, failing in sorted(found.items(), key=lambda one: -len(one[1])):
        print(f"{len(failing)} lives: {kind}; seeds {','.join(map(str, failing))}")
    seconds = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # PostgreSQL included
    cost = (used.ru_utime + used.ru_stime) / max(lived, 1)
    print(
        f"\n{lived} lives in {seconds:.0f} s ({cost:.2f} s of processor each); {len(found)} kinds of contradictions"
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
