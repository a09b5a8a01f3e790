"""The results by kind of fault: printed, and written as JSON for docs/faults-tried.md."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path

from tests.faults.rounds import Round


def summed(rounds: Sequence[Round]) -> dict[str, dict[str, float | int | None]]:
    """By kind: how often it was tried, in how many rounds something was lost or doubled, and seconds until recovery."""
    by_kind: dict[str, dict[str, float | int | None]] = {}
    for kind in sorted({fault.kind for done in rounds for fault in done.faults}):
        hit = [done for done in rounds if any(fault.kind == kind for fault in done.faults)]
        seconds = [
            f.recovery for done in hit for f in done.faults if f.kind == kind and f.recovery is not None
        ]
        by_kind[kind] = {
            "times": sum(fault.kind == kind for done in hit for fault in done.faults),
            "lost": sum(bool(done.verdict.lost) for done in hit),
            "doubled": sum(bool(done.verdict.doubled) for done in hit),
            "broken": sum(bool(done.verdict.broken) for done in hit),
            "repeated": sum(done.verdict.repeated for done in hit),
            "recovery_median": round(statistics.median(seconds), 1) if seconds else None,
            "recovery_max": round(max(seconds), 1) if seconds else None,
        }
    return by_kind


def printed(rounds: Sequence[Round]) -> str:
    """Format the table for docs/faults-tried.md."""
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
    failed = [done.seed for done in rounds if not done.verdict.is_good]
    repeated = sum(done.verdict.repeated for done in rounds)
    found = {"rounds": len(rounds), "failed_seeds": failed, "repeated": repeated, "faults": summed(rounds)}
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
