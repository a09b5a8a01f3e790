"""Generates a programme with any number of people as a scenario file, and cohorts to invite them to."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from shared import times
from tests.support.installation import Installation

_HEAD = """
schema = "scenario/1"

[programme]
id = "manga"
title = "Många på en gång"
organiser = "prov-forvaltning"
timezone = "Europe/Stockholm"
language = "sv"
registration = "invitation_only"

[[organisation]]
id = "prov-forvaltning"
name = "Provförvaltningen"
type = "förvaltning"
municipality_code = "1880"

[[cohort]]
id = "start"
name = "Start"
status = "planned"

[[audience]]
id = "alla"
name = "Alla"
everyone = true
organisations = ["prov-forvaltning"]

[directory]
recipients = [
"""


def write(path: Path, people: int, *, domains: int = 1) -> Path:
    """Write the file with `people` recipients, spread evenly over the domains."""
    rows = [
        f'  {{ id = "p{n}", label = "Person {n}", role = "lärare", organisation = "prov-forvaltning",'
        f' email = "p{n}@d{n % domains}.example" }},'
        for n in range(people)
    ]
    path.write_text(_HEAD + "\n".join(rows) + "\n]\n", encoding="utf-8")
    return path


async def new_cohort(
    installation: Installation,
    name: str,
    *,
    kind: str = "inbjudan",
    sessions: int = 1,
    capacity: int | None = None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Create and publish a cohort to which everyone can be invited; returns (cohort, sessions)."""
    [programme, *_] = await installation.all("/programmes")
    [audience, *_] = await installation.all("/audiences")
    cohort = await _made(
        installation, "/cohorts", {"programme_id": programme["id"], "name": name, "capacity": capacity}
    )
    start = times.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=40)
    dates = [
        await _made(
            installation,
            "/sessions",
            {
                "cohort_id": cohort["id"],
                "title": f"Träff {n + 1}",
                "mode": "digital",
                "starts_at": (start + timedelta(days=7 * n)).isoformat(),
                "ends_at": (start + timedelta(days=7 * n, hours=2)).isoformat(),
            },
        )
        for n in range(sessions)
    ]
    rule = {"cohort_id": cohort["id"], "audience_id": audience["id"], "kind": kind}
    await _made(installation, "/invitation_rules", rule)
    answer = await installation.api.post(f"/cohorts/{cohort['id']}/publish")
    assert answer.is_success, answer.text
    return cohort, dates


async def _made(installation: Installation, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await installation.api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()
