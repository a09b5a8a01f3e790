"""`kallelse staff add`: somebody who may sign in."""

import hashlib
import secrets
from typing import Final

from services.registration.commands.connection import transaction
from services.registration.commands.token import role_called, tenant
from services.registration.domain import form
from services.registration.domain.caller import command
from services.registration.store import audit, staff, tokens
from shared import ids, times
from shared.refused import Refused

# About 50 ms and 32 MB a try (RFC 7914 section 2; OWASP's second choice of parameters).
_COST: Final = {"n": 2**15, "r": 8, "p": 1}
_MEMORY: Final = 64 * 1024 * 1024


async def add(database_url: str, email: str, organiser: str, role: str) -> str:
    """Let somebody in, and give the path of the page where they choose a password; it works once, for a week."""
    address = _address(email)
    token = secrets.token_urlsafe(32)
    async with transaction(database_url) as conn:
        organiser_id = await tenant(conn, organiser)
        staff_id = await staff.invite(
            conn,
            organiser_id,
            ids.new(),
            email=address,
            role=role_called(role),
            link_hash=tokens.hash_of(token),
        )
        caller = command(times.now()).for_organiser(organiser_id)
        await audit.write(conn, caller, "staff.invite", ("staff", staff_id), after={"role": role})
    return f"/admin/valkommen/{token}"


async def set_password(database_url: str, email: str, organiser: str, password: str, role: str) -> None:
    """Give somebody a password and a role, whether they were there or not."""
    address = _address(email)
    async with transaction(database_url) as conn:
        organiser_id = await tenant(conn, organiser)
        staff_id = await staff.set_password(
            conn,
            organiser_id,
            ids.new(),
            email=address,
            role=role_called(role),
            password_hash=hash_of(password),
        )
        caller = command(times.now()).for_organiser(organiser_id)
        await audit.write(conn, caller, "staff.set_password", ("staff", staff_id), after={"role": role})


def hash_of(password: str) -> str:
    """What is kept of a password: `scrypt$n$r$p$salt$hash`, so that the parameters can rise later."""
    salt = secrets.token_bytes(16)
    found = hashlib.scrypt(password.encode(), salt=salt, maxmem=_MEMORY, dklen=32, **_COST)
    return f"scrypt${_COST['n']}${_COST['r']}${_COST['p']}${salt.hex()}${found.hex()}"


def _address(email: str) -> str:
    address = form.tidy_address(form.tidy(email))
    if address is None:
        raise Refused("that is no e-mail address")
    return address
