"""The subcommands of `kallelse token`: create, list, revoke."""
# ruff: noqa: PLC0415  (as in commands.py)

import argparse
import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from infra.commands import OK, database_url
from services.registration.domain.api_token import ApiToken
from shared import times

_HEADINGS: Final = ("id", "organiser", "role", "name", "last used", "state")


def create(options: argparse.Namespace) -> int:
    """Create an API token and print it, once, alone on the last line."""
    from services.registration.commands import token

    made = asyncio.run(
        token.create(
            database_url(options), options.organiser, options.name, options.role, expires_at=options.expires
        )
    )
    until = f"until {_local(options.expires)}" if options.expires else "until it is revoked"
    print(
        f"It may act as {options.role} {until}: `kallelse token revoke` ends it, `kallelse token list` shows all."
    )
    print("The token is shown this once:")
    print(made)
    return OK


def list_all(options: argparse.Namespace) -> int:
    """Print every token without its secret, those that are revoked or expired too."""
    from services.registration.commands import token

    now = times.now()
    rows = [
        (
            str(found.id),
            slug,
            found.role,
            found.name,
            _local(found.last_used_at) or "never",
            _state(found, now),
        )
        for slug, found in asyncio.run(token.list_all(database_url(options), options.organiser))
    ]
    print("\n".join(_table([_HEADINGS, *rows])) if rows else "there are no tokens")
    return OK


def revoke(options: argparse.Namespace) -> int:
    """Revoke a token: services refuse it from the next second on."""
    from services.registration.commands import token

    found = asyncio.run(token.revoke(database_url(options), options.token, options.organiser))
    print(f"{found.name} ({found.id}) is revoked, and opens nothing from the next second on")
    return OK


def _state(token: ApiToken, now: datetime) -> str:
    if token.revoked_at is not None:
        return f"revoked {_local(token.revoked_at)}"
    if token.expires_at is None:
        return "valid, without an end"
    return f"{'valid until' if token.is_valid(now) else 'expired'} {_local(token.expires_at)}"


def _local(moment: datetime | None) -> str:
    return f"{times.local(moment):%Y-%m-%d %H:%M}" if moment else ""


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
