"""A staff member chooses a password: by a link that is valid once, or signed in."""

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Actor, Caller, Initiator
from services.registration.domain.errors import NotFound
from services.registration.domain.staff import StaffMember
from services.registration.store import audit, staff, staff_sessions, tokens
from services.registration.store.transaction import reading, transaction
from shared.postgres import Pool


@permitted("staff.choose_password")
async def find_by_link(pool: Pool, initiator: Initiator, token: str) -> StaffMember | None:
    """Return whose password a link sets; None if it was used, is too old or is none of ours."""
    async with reading(pool) as conn:
        return await staff.get_by_link(conn, tokens.hash_of(token), now=initiator.now)


@permitted("staff.choose_password")
async def choose_by_link(
    pool: Pool, initiator: Initiator, passwords: Passwords, *, token: str, password: str
) -> StaffMember:
    """Set the password, kill the link, and end earlier sessions. Raises `NotFound` for a dead link."""
    password_hash = await passwords.hash(password)
    async with transaction(pool) as conn:
        member = await staff.get_by_link(conn, tokens.hash_of(token), now=initiator.now)
        if member is None:
            raise NotFound("link")
        caller = Caller(
            actor=Actor(kind="staff", id=member.id, role=member.role),
            now=initiator.now,
            organiser_id=member.organiser_id,
            correlation_id=initiator.correlation_id,
        )
        await staff.use_link(conn, member.organiser_id, member.id, password_hash)
        await staff_sessions.end_all(conn, member.organiser_id, member.id)
        await audit.write(conn, caller, "staff.choose_password", ("staff", member.id))
    return member
