"""`kallelse import FILE`: checks a scenario file, shifts its dates if asked, and imports it; messages in Swedish."""

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from services.registration.actions.upkeep.import_scenario import ImportResult, import_scenario
from services.registration.domain.caller import command
from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.format import Document
from services.registration.domain.scenario.problems import ScenarioRefused
from services.registration.domain.scenario.rows import ScenarioRows
from shared import postgres, times


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """Outcome of an import: all errors, or what was imported."""

    errors: list[str] = []
    summary: str = ""
    programme_id: UUID | None = None
    organiser_slug: str | None = None
    already_there: bool = False


async def run(
    database_url: str, path: str | Path, *, dry_run: bool = False, starting: date | None = None
) -> ImportReport:
    """Import a file, all or nothing; a dry run does the same and rolls back."""
    now = times.now()
    today = times.local(now).date()
    try:
        document = original = scenario.read(_bytes(Path(path)))
        if starting is not None:
            document = scenario.move(document, starting, today=today)
    except _Unreadable as error:
        return ImportReport(errors=[str(error)])
    except ScenarioRefused as refused:
        return ImportReport(errors=[str(problem) for problem in refused.problems])
    pool = await postgres.open_pool(database_url, "registration", size=1)
    try:
        imported = await import_scenario(pool, command(now), document, dry_run=dry_run)
    finally:
        await pool.close()
    slug = document["programme"]["organiser"]
    return ImportReport(
        summary=_summary(document, imported, dry_run=dry_run, moved=document is not original, today=today),
        programme_id=None if dry_run and imported.rows else imported.programme_id,
        organiser_slug=slug,
        already_there=imported.rows is None,
    )


class _Unreadable(Exception):
    """The file does not exist or cannot be read."""


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise _Unreadable(f"{path}: filen finns inte") from None
    except IsADirectoryError:
        raise _Unreadable(f"{path}: är en mapp, inte en fil") from None
    except PermissionError:
        raise _Unreadable(f"{path}: du har inte rätt att läsa filen") from None
    except OSError as error:
        raise _Unreadable(f"{path}: går inte att läsa ({error.strerror})") from None


def _summary(document: Document, imported: ImportResult, *, dry_run: bool, moved: bool, today: date) -> str:
    programme = document["programme"]
    name = f'Satsningen "{programme["title"]}" ({programme["id"]})'
    if imported.rows is None:
        return f"{name} finns redan hos {programme['organiser']}. Inget är ändrat."
    rows = imported.rows
    counts = ", ".join(
        (
            _count(len(rows.cohorts), "omgång", "omgångar"),
            _count(len(rows.sessions), "tillfälle", "tillfällen"),
            _count(len(rows.organisations), "organisation", "organisationer"),
            _count(len(rows.audiences), "målgrupp", "målgrupper"),
            _count(len(rows.rules), "inbjudan", "inbjudningar"),
            _count(len(rows.people), "person", "personer"),
        )
    )
    lines = [
        f"{name} går att läsa in: {counts}. Inget är sparat."
        if dry_run
        else f"{name} är inläst: {counts}. Importen skickar inga mejl."
    ]
    if due := _due(rows, today):
        due_invitations = (
            "en inbjudan vars opens_on har kommit"
            if due == 1
            else f"{due} inbjudningar vars opens_on har kommit"
        )
        lines.append(f"Filen har {due_invitations}: sådana skickas av sig själva när tjänsten är igång.")
    if imported.people_there:
        lines.append(f"Av personerna fanns {imported.people_there} redan.")
    days = [row["date"] for row in document.get("session", []) if "date" in row]
    if moved and days:
        lines.append(f"Datumen är flyttade: det första tillfället är {min(days)}.")
        if "expect" not in document:
            lines.append("Tabellen [expect] gäller de gamla datumen och följer inte med.")
    return " ".join(lines)


def _due(rows: ScenarioRows, today: date) -> int:
    """Number of invitation rules that are due and will be sent as soon as a service runs."""
    is_open = {cohort.id for cohort in rows.cohorts if cohort.status == "open"}
    ahead = [row for row in rows.sessions if row.on_date is not None and row.on_date >= today]
    return sum(
        rule.opens_on is not None
        and rule.opens_on <= today <= (rule.respond_by or today)
        and any(
            row.cohort_id == rule.cohort_id and (rule.session_ids is None or row.id in rule.session_ids)
            for row in ahead
        )
        for rule in rows.rules
        if rule.cohort_id in is_open
    )


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
