"""Prepares the database of an installation before the services start; every step can be repeated."""

import contextlib
from datetime import date
from pathlib import Path
from typing import Final

import asyncpg

from infra.local import run_json
from infra.local.pair import DATABASE, Pair
from services.registration.commands import import_file, organiser, staff, token
from shared import migrate
from shared.refused import Refused

STAFF_EMAIL: Final = "samordnare@kallelse.example"
EMPTY: Final = "prov"
EMPTY_NAME: Final = "Prov"


class ScenarioNotImported(Refused):
    """A scenario file has errors; the message lists them all."""


async def make_database(pair: Pair) -> None:
    """Create the database and the roles, and migrate both schemas."""
    conn = await asyncpg.connect(pair.postgres.url())
    try:
        if not await conn.fetchval("select exists (select from pg_database where datname = $1)", DATABASE):
            await conn.execute(f'create database "{DATABASE}"')
    finally:
        await conn.close()
    passwords = {
        "kallelse_registration": pair.state.registration_password,
        "kallelse_notify": pair.state.notify_password,
    }
    await migrate.create_roles(pair.database_url, passwords)
    # Post files are safe here: the folder is locked, so no service of an earlier version runs.
    await migrate.migrate(pair.database_url, "registration", post=True)
    await migrate.migrate(pair.database_url, "notify", post=True)


async def read_scenario(pair: Pair, path: Path, starting: date | None) -> import_file.ImportReport:
    """Import a scenario with its tenant; does nothing if it has been imported. Raises `ScenarioNotImported`."""
    report = await import_file.run(pair.database_url, path, dry_run=False, starting=starting)
    if report.errors:
        raise ScenarioNotImported("\n".join([f"{path} cannot be read:", *report.errors]))
    return report


async def make_empty_tenant(pair: Pair) -> str:
    """Create the empty tenant unless it exists, and return its slug."""
    # The slug and name are valid, so the only possible refusal is that the tenant exists.
    with contextlib.suppress(Refused):
        await organiser.add(pair.database_url, EMPTY, EMPTY_NAME)
    return EMPTY


async def ensure_staff_and_token(pair: Pair, slug: str) -> str:
    """Ensure that the tenant has an administrator with the stored password, and return an API token."""
    known = pair.state.tokens.get(slug)
    if not known:
        known = await token.create(pair.database_url, slug, "kallelse up", "admin")
        pair.state.tokens[slug] = known
    await staff.set_password(pair.database_url, STAFF_EMAIL, slug, pair.state.staff_password, "admin")
    pair.state.organiser = slug
    run_json.write_state(pair.folder, pair.state)
    return known
