"""A staff member chooses a password: by a link that is valid once, or signed in with the one before."""

from services.registration.actions.directory.passwords import Passwords
from services.registration.actions.permitted import permitted
from services.registration.domain.caller import Actor, Caller, Initiator
from services.registration.domain.errors import NotFound
from services.registration.domain.staff import StaffMember
from services.registration.store.access import audit, staff, staff_sessions, tokens
from services.registration.store.outgoing.staff_events import tell_staff_link
from services.registration.store.transaction import reading, transaction
from shared import links
from shared.links import BadLink, LinkKey
from shared.postgres import Conn, Pool

Keys = tuple[LinkKey, ...]


@permitted("staff.choose_password")
async def find_by_link(pool: Pool, initiator: Initiator, token: str, *, keys: Keys) -> StaffMember | None:
    """Return whose password a link sets; None if it was used, is too old or is none of ours."""
    async with reading(pool) as conn:
        return await _find(conn, initiator, token, keys)


@permitted("staff.choose_password")
async def choose_by_link(
    pool: Pool, initiator: Initiator, passwords: Passwords, *, token: str, password: str, keys: Keys
) -> StaffMember:
    """Set the password, kill the link, and end earlier sessions. Raises `NotFound` for a dead link.

    Whoever had forgotten it, and got the link by mail, has the new one at each organiser where the address is staff's.
    """
    password_hash = await passwords.hash(password)
    async with transaction(pool) as conn:
        member = await _find(conn, initiator, token, keys)
        if member is None:
            raise NotFound("link")
        members = [member]
        if member.link_reason == "forgotten":
            members = await staff.list_by_address(conn, member.email)
        for one in sorted(members, key=lambda each: each.id):
            generation = one.generation if one.id == member.id else None
            await _set(conn, initiator, one, password_hash, generation=generation)
    return member


async def _find(conn: Conn, initiator: Initiator, token: str, keys: Keys) -> StaffMember | None:
    try:
        subject = links.read("s", token, keys)
    except BadLink:
        return await staff.get_by_printed_link(conn, tokens.hash_of(token), now=initiator.now)
    return await staff.get_by_mailed_link(conn, subject, now=initiator.now)


async def _set(
    conn: Conn, initiator: Initiator, member: StaffMember, password_hash: str, *, generation: int | None
) -> None:
    caller = Caller(
        actor=Actor(kind="staff", id=member.id, role=member.role),
        now=initiator.now,
        organiser_id=member.organiser_id,
        correlation_id=initiator.correlation_id,
    )
    await staff.use_link(conn, member.organiser_id, member.id, password_hash, generation=generation)
    await staff_sessions.end_all(conn, member.organiser_id, member.id)
    await tell_staff_link(conn, member.organiser_id, member.id)
    await audit.write(conn, caller, "staff.choose_password", ("staff", member.id))
