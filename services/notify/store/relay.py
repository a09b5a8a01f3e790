"""The row of `relay`: whether the relay takes mail and, if not, why; written where that changes."""

from datetime import datetime
from typing import Final

import msgspec

from services.notify.domain.delivery import RelayTrouble
from shared.postgres import Conn

NOTE: Final = """
insert into relay (trouble, answer) values ($1, $2)
    on conflict (only_one) do update
   set trouble = excluded.trouble, answer = excluded.answer,
       since = case when relay.trouble is distinct from excluded.trouble then excluded.since else relay.since end
 where relay.trouble is distinct from excluded.trouble or relay.answer is distinct from excluded.answer
"""

READ: Final = "select trouble, answer, since from relay"

# What does not pass by itself counts at once, the rest after ten minutes.
IN_TROUBLE: Final = """
select count(*)
  from relay
 where trouble in ('certificate', 'tls', 'login', 'refuses')
    or trouble is not null and since < clock_timestamp() - interval '10 minutes'
"""


class RelayRow(msgspec.Struct, frozen=True, kw_only=True):
    """What an operator has to know of the relay; `trouble` None: it takes mail."""

    trouble: RelayTrouble | None
    answer: str | None
    since: datetime


async def note(conn: Conn, trouble: RelayTrouble | None, answer: str | None) -> None:
    """Note what is wrong with the relay, or that it takes mail."""
    await conn.execute(NOTE, trouble, answer)


async def read(conn: Conn) -> RelayRow | None:
    """Return what is known of the relay; None before the first mail."""
    row = await conn.fetchrow(READ)
    return msgspec.convert(dict(row), RelayRow) if row else None
