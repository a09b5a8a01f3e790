"""Admins let people in, change what they may do, and let them out; everybody changes their own name and language."""

from uuid import UUID

from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Caller, Role
from services.registration.domain.errors import InUse, LastAdmin, NotFound
from services.registration.domain.form import address_key
from services.registration.domain.staff import LINK_LASTS, StaffMember
from services.registration.store.access import audit, staff, staff_sessions
from services.registration.store.outgoing.staff_events import tell_staff_link
from services.registration.store.transaction import transaction
from shared import ids
from shared.language import Language
from shared.postgres import Conn, Pool


@permitted("staff.invite")
async def invite(pool: Pool, caller: Caller, *, email: str, role: Role, name: str | None = None) -> UUID:
    """Let somebody in, who is mailed a link for choosing a password. Raises `InUse` for an address that is staff already."""
    async with transaction(pool) as conn:
        members = await staff.lock_all(conn, caller.organiser_id)
        if any(address_key(member.email) == address_key(email) for member in members.values()):
            raise InUse("email")
        staff_id = await staff.invite(conn, caller.organiser_id, ids.new(), email=email, role=role, name=name)
        await _mail_link(conn, caller, staff_id)
        await audit.write(conn, caller, "staff.invite", ("staff", staff_id), after={"role": role})
    return staff_id


@permitted("staff.send_link")
async def send_link(pool: Pool, caller: Caller, staff_id: UUID) -> None:
    """Mail somebody a new link for choosing a password; earlier ones end. Raises `NotFound`."""
    async with transaction(pool) as conn:
        if staff_id not in await staff.lock_all(conn, caller.organiser_id):
            raise NotFound("staff")
        await _mail_link(conn, caller, staff_id)
        await audit.write(conn, caller, "staff.send_link", ("staff", staff_id))


@permitted("staff.change_role")
async def change_role(pool: Pool, caller: Caller, staff_id: UUID, role: Role) -> None:
    """Change what somebody may do; they sign in again. Raises `NotFound` or `LastAdmin`."""
    async with transaction(pool) as conn:
        member = await _lock(conn, caller, staff_id, role)
        if member.role == role:
            return
        await staff.change_role(conn, caller.organiser_id, staff_id, role)
        await staff_sessions.end_all(conn, caller.organiser_id, staff_id)
        before, after = {"role": member.role}, {"role": role}
        await audit.write(conn, caller, "staff.change_role", ("staff", staff_id), before=before, after=after)


@permitted("staff.stop")
async def stop(pool: Pool, caller: Caller, staff_id: UUID) -> None:
    """Let somebody sign in no more, and end their sessions. Raises `NotFound` or `LastAdmin`."""
    async with transaction(pool) as conn:
        await let_out(conn, caller, staff_id)


@permitted("staff.stop")
async def let_out(conn: Conn, caller: Caller, staff_id: UUID) -> None:
    """As `stop`, in the caller's transaction."""
    member = await _lock(conn, caller, staff_id, None)
    await staff.stop(conn, caller.organiser_id, staff_id, now=caller.now)
    await staff_sessions.end_all(conn, caller.organiser_id, staff_id)
    await tell_staff_link(conn, caller.organiser_id, staff_id)
    await audit.write(conn, caller, "staff.stop", ("staff", staff_id), before={"role": member.role})


@permitted("staff.change_own")
async def change_own(
    pool: Pool, caller: Caller, staff_id: UUID, *, name: str | None, language: Language | None
) -> None:
    """Store what the person is called, and the language of their pages. Raises `NotFound` for somebody else's row."""
    if staff_id != caller.actor.id:
        raise NotFound("staff")
    async with transaction(pool) as conn:
        await staff.change_own(conn, caller.organiser_id, staff_id, name=name, language=language)
        await audit.write(
            conn, caller, "staff.change_own", ("staff", staff_id), after={"changed": ["language", "name"]}
        )


async def _mail_link(conn: Conn, caller: Caller, staff_id: UUID) -> None:
    until = caller.now + LINK_LASTS["invited"]
    await staff.new_link(conn, caller.organiser_id, staff_id, until=until, reason="invited")
    await tell_staff_link(conn, caller.organiser_id, staff_id, language=caller.language)


async def _lock(conn: Conn, caller: Caller, staff_id: UUID, role: Role | None) -> StaffMember:
    """Lock the staff, and return the one who is to have the role, or none any more."""
    members = await staff.lock_all(conn, caller.organiser_id)
    if staff_id not in members:
        raise NotFound("staff")
    _require_another_admin(members, staff_id, role)
    return members[staff_id]


def _require_another_admin(members: dict[UUID, StaffMember], staff_id: UUID, role: Role | None) -> None:
    """Raise `LastAdmin` where nobody would be left who can let people in."""
    if role == "admin" or members[staff_id].role != "admin":
        return
    if not any(member.role == "admin" and member.id != staff_id for member in members.values()):
        raise LastAdmin
