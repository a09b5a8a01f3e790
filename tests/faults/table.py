"""What the rounds showed, kind by kind: printed, and kept as JSON for the figures of docs/faults-tried.md."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.faults.rounds import Round


def summed(rounds: Sequence[Round]) -> dict[str, dict[str, float | int | None]]:
    """By kind: how often tried, rounds in which something was lost or doubled, seconds until all the way worked."""
    by_kind: dict[str, dict[str, float | int | None]] = {}
    for kind in sorted({fault.kind for one in rounds for fault in one.faults}):
        hit = [one for one in rounds if any(fault.kind == kind for fault in one.faults)]
        seconds = [f.recovery for one in hit for f in one.faults if f.kind == kind and f.recovery is not None]
        by_kind[kind] = {
            "times": sum(fault.kind == kind for one in hit for fault in one.faults),
            "lost": sum(bool(one.verdict.lost) for one in hit),
            "doubled": sum(bool(one.verdict.doubled) for one in hit),
            "broken": sum(bool(one.verdict.broken) for one in hit),
            "repeated": sum(one.verdict.repeated for one in hit),
            "recovery_median": round(statistics.median(seconds), 1) if seconds else None,
            "recovery_max": round(max(seconds), 1) if seconds else None,
        }
    return by_kind


def printed(rounds: Sequence[Round]) -> str:
    """A table that can stand in docs/faults-tried.md as it is."""
    lines = [
        "| fault | times | lost | doubled | recovery, median (s) | longest (s) |",
        "| --- | --: | --: | --: | --: | --: |",
    ]
    for kind, row in summed(rounds).items():
        lines.append(
            f"| {kind} | {row['times']} | {row['lost']} | {row['doubled']} | {row['recovery_median']} | {row['recovery_max']} |"
        )
    return "\n".join(lines)


def keep(path: Path, rounds: Sequence[Round]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    failed = [one.seed for one in rounds if not one.verdict.is_good]
    repeated = sum(one.verdict.repeated for one in rounds)
    found = {"rounds": len(rounds), "failed_seeds": failed, "repeated": repeated, "faults": summed(rounds)}
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
