"""What a reply in words is about: its session or programme, who is asked about that, and who wrote."""

from datetime import date
from typing import Final

import msgspec

from services.registration.store.views.public import PublicContact
from shared.language import Language
from shared.person_letter import PersonLetter
from shared.postgres import Conn

FIND: Final = """
select coalesce(s.title, g.title) as title, s.on_date as on_day, k.label, k.title as contact_title, k.email, k.phone, p.language,
       coalesce(p.protected_identity, false) as is_protected,
       (select r.organisation from registration r
         where r.organiser_id = $1 and r.person_id = $4 and r.cohort_id = c.id and not p.protected_identity
         order by r.id desc limit 1) as organisation
  from organiser o
  left join cohort c on c.organiser_id = o.id and c.id = $2
  left join session s on s.organiser_id = o.id and s.id = $3 and s.cohort_id = c.id
  left join programme g on g.organiser_id = o.id and g.id = c.programme_id
  left join contact k on k.organiser_id = o.id and k.id = g.contact_id and k.email is not null
  left join person p on p.organiser_id = o.id and p.id = $4
 where o.id = $1
"""


class LetterContext(msgspec.Struct, frozen=True, kw_only=True):
    """`title` with `on_day`: of the session, else the programme's. `contact`: of the programme, if it has an address.

    `is_protected`: the person has a protected identity.
    """

    title: str | None
    on_day: date | None
    contact: PublicContact | None
    language: Language | None
    organisation: str | None
    is_protected: bool


async def context(conn: Conn, letter: PersonLetter) -> LetterContext:
    """Read what a letter is about; what is not this organiser's is left out."""
    row = dict(
        await conn.fetchrow(FIND, letter.organiser_id, letter.cohort_id, letter.session_id, letter.person_id)
        or {"label": None}
    )
    contact = None
    if row["label"]:
        contact = PublicContact(
            label=row["label"], title=row["contact_title"], email=row["email"], phone=row["phone"]
        )
    return LetterContext(
        title=row.get("title"),
        on_day=row.get("on_day"),
        contact=contact,
        language=row.get("language"),
        organisation=row.get("organisation"),
        is_protected=row.get("is_protected", False),
    )
