"""Measured values, and their ratios to a reference that was measured in the same run."""

from collections.abc import Sequence
from pathlib import Path

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table. `ratio` is `value` divided by the reference value; `met` is None if there is no goal."""

    name: str
    value: float
    unit: str
    ratio: float | None
    against: str
    goal: str | None
    met: bool | None


def figure(
    name: str,
    value: float,
    unit: str,
    *,
    against: float | None = None,
    what: str = "",
    at_least: float | None = None,
    at_most: float | None = None,
    value_at_most: float | None = None,
) -> Figure:
    """Compare `value` with `against`, the value of `what`.

    The goal is `at_least` or `at_most` for the ratio, `value_at_most` for the value; with several, all are to be met.
    """
    ratio = value / against if against else None
    goals: list[str] = []
    met = True
    if at_least is not None:
        goals.append(f"ratio ≥ {at_least:g}")
        met = met and ratio is not None and ratio >= at_least
    if at_most is not None:
        goals.append(f"ratio ≤ {at_most:g}")
        met = met and ratio is not None and ratio <= at_most
    if value_at_most is not None:
        goals.append(f"≤ {value_at_most:g} {unit}".strip())
        met = met and value <= value_at_most
    comparison = f"{what}: {_short(against)}" if against is not None else what
    return Figure(
        name=name,
        value=round(value, 4),
        unit=unit,
        ratio=None if ratio is None else round(ratio, 3),
        against=comparison,
        goal=" and ".join(goals) or None,
        met=met if goals else None,
    )


def table(figures: Sequence[Figure]) -> str:
    """Format the figures as text in columns."""
    rows = [("figure", "value", "ratio", "against", "goal", "")]
    rows += [
        (
            measured.name,
            f"{_short(measured.value)} {measured.unit}".strip(),
            "" if measured.ratio is None else f"{measured.ratio:.2f}",
            measured.against,
            measured.goal or "",
            {True: "met", False: "MISSED", None: ""}[measured.met],
        )
        for measured in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write the figures as JSON, for comparison with other runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
