"""`kallelse staff add`: lets a person sign in."""

import secrets

from services.registration.actions.directory.passwords import Passwords
from services.registration.commands.connection import transaction
from services.registration.commands.token import role_called, tenant
from services.registration.domain import form
from services.registration.domain.caller import command
from services.registration.store import audit, staff, tokens
from shared import ids, times
from shared.refused import Refused


async def add(database_url: str, email: str, organiser: str, role: str) -> str:
    """Add a staff member and return the path of the page where they set a password; valid once, for a week."""
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
    """Set the password and role of a staff member, created if there is none."""
    address = _address(email)
    password_hash = await Passwords().hash(password)
    async with transaction(database_url) as conn:
        organiser_id = await tenant(conn, organiser)
        staff_id = await staff.set_password(
            conn,
            organiser_id,
            ids.new(),
            email=address,
            role=role_called(role),
            password_hash=password_hash,
        )
        caller = command(times.now()).for_organiser(organiser_id)
        await audit.write(conn, caller, "staff.set_password", ("staff", staff_id), after={"role": role})


def _address(email: str) -> str:
    address = form.tidy_address(form.tidy(email))
    if address is None:
        raise Refused("that is no e-mail address")
    return address
