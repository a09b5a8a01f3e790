"""`kallelse staff …`: lets people sign in, lists them, and lets them out."""

import secrets

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.staff import change_staff
from services.registration.commands.connection import transaction
from services.registration.commands.token import role_called, tenant
from services.registration.domain import form
from services.registration.domain.caller import command
from services.registration.domain.errors import LastAdmin
from services.registration.domain.staff import LINK_LASTS, StaffMember
from services.registration.store.access import audit, staff, tokens
from services.registration.store.outgoing.staff_events import tell_staff_link
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
        )
        caller = command(times.now()).for_organiser(organiser_id)
        await staff.new_link(
            conn,
            organiser_id,
            staff_id,
            until=caller.now + LINK_LASTS["invited"],
            reason=None,
            link_hash=tokens.hash_of(token),
        )
        await tell_staff_link(conn, organiser_id, staff_id)
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


async def list_all(database_url: str, organiser: str) -> list[StaffMember]:
    """Return who is staff of a tenant."""
    async with transaction(database_url) as conn:
        return await staff.list_all(conn, await tenant(conn, organiser))


async def end(database_url: str, email: str, organiser: str) -> None:
    """Let somebody out. Raises `Refused` for somebody who is not staff, and for the last admin."""
    address = _address(email)
    async with transaction(database_url) as conn:
        organiser_id = await tenant(conn, organiser)
        members = await staff.list_all(conn, organiser_id)
        found = [one for one in members if form.address_key(one.email) == form.address_key(address)]
        if not found:
            raise Refused(f"nobody with that address is staff of {organiser}")
        caller = command(times.now()).for_organiser(organiser_id)
        try:
            await change_staff.let_out(conn, caller, found[0].id)
        except LastAdmin:
            raise Refused("that is the only admin: let in another first") from None


def _address(email: str) -> str:
    address = form.tidy_address(form.tidy(email))
    if address is None:
        raise Refused("that is no e-mail address")
    return address
