"""Reads for the pages behind personal links: the subject, its dates, and the letterhead.

The subject of a link is found by its id alone (the link has nothing else); all further reads are limited to the
organiser of that row.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from services.registration.domain.registration import default_calendar
from services.registration.store import waiting_lists
from shared.events import (
    Calendar,
    CohortStatus,
    InvitationKind,
    InvitationStatus,
    RegistrationStatus,
    SeatStatus,
    WaitingOrder,
)
from shared.language import Language
from shared.postgres import Conn


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation with its rule, and its person's current registration in the cohort, if any."""

    id: UUID
    organiser_id: UUID
    cohort_id: UUID
    person_id: UUID
    generation: int
    status: InvitationStatus
    session_ids: list[UUID]
    invited_at: datetime
    message: str | None
    role: str | None
    organisation: str | None
    kind: InvitationKind
    respond_by: date | None
    substitutes_allowed: bool
    waiting_list: bool
    registration_id: UUID | None
    registration_generation: int | None
    registration_status: RegistrationStatus | None


class Registration(msgspec.Struct, frozen=True, kw_only=True):
    """A registration, and its invitation, if any.

    `invited_session_ids`: all sessions of the cohort that the person is invited to, including those added later to a
    rule for all sessions; None without an invitation. `feed_generation` is that of the person's calendar feed.
    `confirm_until`: until when it can be confirmed; None if it counts.
    """

    id: UUID
    organiser_id: UUID
    cohort_id: UUID
    person_id: UUID
    generation: int
    status: RegistrationStatus
    origin: str
    calendar: Calendar
    role: str | None
    organisation: str | None
    invitation_id: UUID | None
    invitation_person_id: UUID | None
    invitation_generation: int | None
    invitation_status: InvitationStatus | None
    invitation_kind: InvitationKind | None
    respond_by: date | None
    substitutes_allowed: bool
    invited_session_ids: list[UUID] | None
    waiting_list: bool
    feed_generation: int
    data_asked_at: datetime | None
    data_generation: int
    confirm_until: datetime | None = None


class Seat(msgspec.Struct, frozen=True, kw_only=True):
    """The seat of a link to a meeting."""

    id: UUID
    organiser_id: UUID
    registration_id: UUID
    session_id: UUID
    cohort_id: UUID
    person_id: UUID
    generation: int
    status: SeatStatus
    registration_generation: int
    organisation: str | None
    attended_at: datetime | None


class CohortSetting(msgspec.Struct, frozen=True, kw_only=True):
    """The organiser, programme, cohort, contact and person that every page of a personal link shows."""

    slug: str
    organiser_name: str
    short_name: str | None
    accent: str | None
    logo_hash: str | None
    logo_width: int | None
    logo_height: int | None
    programme_title: str
    subtitle: str | None
    summary: str | None
    reservation: str | None
    programme_extra: dict[str, Any]  # Any: values of a scenario file without a column
    cohort_name: str
    cohort_slug: str
    cohort_status: CohortStatus
    forwarding: str
    waiting_order: WaitingOrder
    is_open: bool  # registration is open to all: a freed seat is offered
    confirmations: bool
    asks: bool
    chosen_calendar: Calendar | None
    dates: int  # how many days the cohort has
    reminders: list[dict[str, Any]]  # Any: integers by name, as in ReminderRule
    contact_label: str | None
    contact_title: str | None
    contact_email: str | None
    contact_phone: str | None
    person_name: str
    person_email: str | None
    person_language: Language
    language_chosen: bool
    protected_identity: bool

    @property
    def calendar(self) -> Calendar:
        """How somebody who registers gets the dates in their calendar."""
        return default_calendar(self.chosen_calendar, dates=self.dates)


class OwnSeat(msgspec.Struct, frozen=True, kw_only=True):
    """A registration's newest seat in a session, also a withdrawn one; `is_handed_over`: somebody else has it now. `is_unsure`: "maybe"."""

    id: UUID
    session_id: UUID
    status: SeatStatus
    attendance: str | None
    generation: int
    since: datetime
    offered_until: datetime | None
    is_handed_over: bool
    place_in_line: int | None = None
    is_unsure: bool = False

    @property
    def is_offered(self) -> bool:
        """Whether a seat is offered to this waiting place."""
        return self.status == "waiting" and self.offered_until is not None

    @property
    def ran_out(self) -> bool:
        """Whether the offered seat was not accepted in time."""
        return (
            self.status == "withdrawn" and self.offered_until is not None and self.since >= self.offered_until
        )


class Organiser(msgspec.Struct, frozen=True, kw_only=True):
    """The public fields of a tenant."""

    slug: str
    organiser_name: str
    short_name: str | None
    accent: str | None
    logo_hash: str | None
    logo_width: int | None
    logo_height: int | None


FIND_REGISTRATION: Final = """
select r.id, r.organiser_id, r.cohort_id, r.person_id, r.generation, r.status, r.origin, r.calendar, r.role,
       r.organisation, r.data_asked_at, r.data_generation, r.confirm_until, r.invitation_id, i.person_id as invitation_person_id,
       i.generation as invitation_generation, i.status as invitation_status, rule.kind as invitation_kind,
       rule.respond_by, rule.substitutes_allowed is distinct from false as substitutes_allowed,
       (select array_agg(distinct asked.id)
          from invitation a
          join invitation_rule ar on ar.organiser_id = a.organiser_id and ar.id = a.invitation_rule_id
         cross join lateral (
           select unnest(a.session_ids) as id
            union
           select s.id
             from session s
            where s.organiser_id = a.organiser_id and s.cohort_id = a.cohort_id and ar.session_ids is null
         ) asked
         where a.organiser_id = r.organiser_id and a.cohort_id = r.cohort_id
           and (a.person_id = r.person_id or a.id = r.invitation_id)
       ) as invited_session_ids,
       coalesce(rule.waiting_list, c.waiting_list)
         and not (c.drop_in and r.origin = 'form' and r.invitation_id is null and p.registration <> 'open') as waiting_list,
       person.feed_generation
  from registration r
  join person on person.organiser_id = r.organiser_id and person.id = r.person_id
  join cohort c on c.organiser_id = r.organiser_id and c.id = r.cohort_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join invitation i on i.organiser_id = r.organiser_id and i.id = r.invitation_id
  left join invitation_rule rule on rule.organiser_id = i.organiser_id and rule.id = i.invitation_rule_id
 where r.id = $1
"""

FIND_SEAT: Final = """
select s.id, s.organiser_id, s.registration_id, s.session_id, r.cohort_id, r.person_id, s.generation, s.status,
       r.generation as registration_generation, r.organisation, s.attended_at
  from seat s
  join registration r on r.organiser_id = s.organiser_id and r.id = s.registration_id
 where s.id = $1
"""

# Parts of statements, here and in invitation_batch.py: the fields of a CohortSetting about the cohort, and about the person.
around_cohort: Final = """
       o.slug, o.name as organiser_name, o.short_name, o.accent, o.logo_hash, o.logo_width, o.logo_height,
       p.title as programme_title, p.subtitle, p.summary, p.reservation, p.extra as programme_extra,
       c.name as cohort_name, c.slug as cohort_slug, c.status as cohort_status, c.forwarding, c.waiting_order, p.registration = 'open' as is_open,
       c.confirmations, c.asks, c.reminders, c.calendar as chosen_calendar,
       (select count(*) from session d
         where d.organiser_id = c.organiser_id and d.cohort_id = c.id and d.on_date is not null and d.status <> 'cancelled'
       ) as dates, contact.label as contact_label, contact.title as contact_title,
       contact.email as contact_email, contact.phone as contact_phone"""

from_cohort: Final = """
  from cohort c
  join organiser o on o.id = c.organiser_id
  join programme p on p.organiser_id = c.organiser_id and p.id = c.programme_id
  left join contact on contact.organiser_id = p.organiser_id and contact.id = p.contact_id"""

about_person: Final = """
       person.name as person_name, person.email as person_email, person.language as person_language,
       person.language_chosen, person.protected_identity"""

GET_SETTING: Final = f"""
select{around_cohort},{about_person}{from_cohort}
  join person on person.organiser_id = c.organiser_id and person.id = $3
 where c.organiser_id = $1 and c.id = $2
"""

own_seats: Final = """
select distinct on (s.session_id)
       s.id, s.session_id, s.status, s.attendance, s.generation, s.since, s.offered_until,
       s.unsure_at is not null and s.status = 'confirmed' as is_unsure,
       exists (select from seat n where n.organiser_id = s.organiser_id and n.handed_from_id = s.id
                and n.status <> 'withdrawn') as is_handed_over
  from seat s"""

newest_first: Final = " order by s.session_id, s.status = 'withdrawn', s.since desc, s.id desc"

LIST_OWN_SEATS: Final = f"{own_seats} where s.organiser_id = $1 and s.registration_id = $2{newest_first}"

FIND_ORGANISER: Final = """
select slug, name as organiser_name, short_name, accent, logo_hash, logo_width, logo_height from organiser where slug = $1
"""


async def find_registration(conn: Conn, registration_id: UUID) -> Registration | None:
    """Return the registration of a link, or None."""
    row = await conn.fetchrow(FIND_REGISTRATION, registration_id)
    return None if row is None else msgspec.convert(dict(row), Registration)


async def find_seat(conn: Conn, seat_id: UUID) -> Seat | None:
    """Return the seat of a link to a meeting, or None."""
    row = await conn.fetchrow(FIND_SEAT, seat_id)
    return None if row is None else msgspec.convert(dict(row), Seat)


async def get_setting(conn: Conn, organiser_id: UUID, cohort_id: UUID, person_id: UUID) -> CohortSetting:
    """Return letterhead, cohort and person; foreign keys guarantee that they exist."""
    row = await conn.fetchrow(GET_SETTING, organiser_id, cohort_id, person_id)
    return msgspec.convert(dict(row or {}), CohortSetting)


async def list_own_seats(conn: Conn, organiser_id: UUID, registration_id: UUID | None) -> dict[UUID, OwnSeat]:
    """Return the newest seat in each session, by session id; empty without a registration."""
    if registration_id is None:
        return {}
    rows = await conn.fetch(LIST_OWN_SEATS, organiser_id, registration_id)
    waited_for = {row["session_id"] for row in rows if row["status"] == "waiting"}
    places = await waiting_lists.places(conn, organiser_id, waited_for)
    return {row["session_id"]: OwnSeat(**row, place_in_line=places.get(row["id"])) for row in rows}


async def find_organiser(conn: Conn, slug: str) -> Organiser | None:
    """Return a tenant by its slug, or None."""
    row = await conn.fetchrow(FIND_ORGANISER, slug)
    return None if row is None else msgspec.convert(dict(row), Organiser)
