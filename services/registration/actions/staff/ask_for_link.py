"""Somebody who has forgotten their password asks for a link to choose another."""

from collections.abc import Mapping

from services.registration.actions.permitted import permitted
from services.registration.actions.staff.attempts import TooManyAttempts
from services.registration.domain.caller import Initiator
from services.registration.domain.staff import LINK_LASTS
from services.registration.store.access import audit, staff, staff_sessions
from services.registration.store.outgoing.staff_events import tell_staff_link
from services.registration.store.transaction import transaction
from shared import times
from shared.postgres import Conn, Pool


@permitted("staff.ask_for_link")
async def ask_for_link(
    pool: Pool,
    initiator: Initiator,
    *,
    email: str,
    of_network: Mapping[bytes, int],
    of_address: Mapping[bytes, int],
    of_address_today: Mapping[bytes, int],
) -> None:
    """Mail a link to whoever of staff has this address, and say nothing of whether somebody has.

    How often one may ask within an hour, or a day, by a hash of what is counted: of a network beyond it `TooManyAttempts` is
    raised; of an address beyond it nothing is mailed.
    """
    today = times.start_of_day(times.local(initiator.now).date())
    async with transaction(pool) as conn:
        asked = await staff_sessions.count_attempt(conn, [*of_network, *of_address], now=initiator.now)
        if any(asked[who] > most for who, most in of_network.items()):
            raise TooManyAttempts
        asked |= await staff_sessions.count_attempt(conn, list(of_address_today), now=today)
        if all(asked[who] <= most for who, most in {**of_address, **of_address_today}.items()):
            await _mail_link(conn, initiator, email)


async def _mail_link(conn: Conn, initiator: Initiator, email: str) -> None:
    """One mail, also to somebody who is staff of several organisers: the link is for all of them."""
    found = await staff.list_by_address(conn, email)
    if not found:
        return
    member = found[0]
    until = initiator.now + LINK_LASTS["forgotten"]
    await staff.new_link(conn, member.organiser_id, member.id, until=until, reason="forgotten")
    await tell_staff_link(conn, member.organiser_id, member.id, language=initiator.language)
    caller = initiator.for_organiser(member.organiser_id)
    await audit.write(conn, caller, "staff.ask_for_link", ("staff", member.id))
