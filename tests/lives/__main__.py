"""`python -m tests.lives --seeds 1-1000`: lives on every core; prints each kind of contradiction with its shortest life."""

import argparse
import os
import resource
import signal
import sys
import time
from collections import Counter

from tests.lives.known import KNOWN
from tests.lives.telling import told_life
from tests.lives.workers import Lived, Plan, results, stop


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.lives")
    parser.add_argument("--seeds", default="1-1000", help="from-to, or one (1-1000)")
    parser.add_argument("--length", type=int, default=25, help="steps in a life (25)")
    parser.add_argument("--without", default="", help="deeds that are left out, such as address,erase")
    parser.add_argument("--new", action="store_true", help="show no life of a known contradiction")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    return parser.parse_args()


def main() -> None:
    """Live, and exit with 1 if a contradiction is found that is not known."""
    options = _options()
    signal.signal(signal.SIGTERM, stop)
    first, _, last = options.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    unshown = KNOWN if options.new else frozenset[str]()
    plan = Plan(seeds, options.length, tuple(options.without.split(",")), unshown)
    began, lived = time.monotonic(), 0
    counts: Counter[str] = Counter()
    for one in results(plan, options.jobs):
        if isinstance(one, Lived):
            lived += 1
            counts.update(one.kinds)
            if lived % 100 == 0:
                print(f"{lived} lives, {time.monotonic() - began:.0f} s, {len(counts)} kinds", flush=True)
        else:
            mark = " (known)" if one.kind in KNOWN else ""
            print(f"\n{one.kind}{mark}; seed {one.seed}\n{told_life(one)}\n", flush=True)
    for kind, count in counts.most_common():
        print(f"{count} lives: {kind}{' (known)' if kind in KNOWN else ''}")
    seconds = time.monotonic() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # PostgreSQL included
    cost = (used.ru_utime + used.ru_stime) / max(lived, 1)
    new = counts.keys() - KNOWN
    print(
        f"\n{lived} lives in {seconds:.0f} s ({cost:.2f} s of processor each); {len(counts)} kinds of contradictions, {len(new)} of them not known"
    )
    sys.exit(bool(new))


if __name__ == "__main__":
    main()
