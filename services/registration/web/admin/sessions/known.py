"""A session with its cohort and siblings, as its pages need them; and the way back."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from services.registration.domain.cohort import Cohort
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, sessions
from services.registration.store.transaction import reading
from services.registration.store.views.staff import organisation_names
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.dates import in_time_order
from services.registration.web.kit.layout import Link


class KnownSession(msgspec.Struct, frozen=True, kw_only=True):
    """`siblings`: all sessions of the cohort, in order of time. `names`: of the organisations that the session names."""

    session: Session
    cohort: Cohort
    siblings: list[Session]
    names: Mapping[UUID | None, str]

    @property
    def parts(self) -> list[Session]:
        """The sessions that are part of this one, and parts of parts."""
        found, ids = list[Session](), {self.session.id}
        while new := [one for one in self.siblings if one.parent_id in ids and one.id not in ids]:
            found += new
            ids |= {one.id for one in new}
        return found


async def read_session(request: StaffRequest) -> KnownSession:
    """The session of the path; raises `NotFound`."""
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        session = await sessions.get(conn, organiser_id, request.id)
        return KnownSession(
            session=session,
            cohort=await cohorts.get(conn, organiser_id, session.cohort_id),
            siblings=in_time_order(
                await sessions.list_after(conn, organiser_id, cohort_id=session.cohort_id)
            ),
            names=await organisation_names.names(
                conn, organiser_id, [session.organisation_id, session.host_id, session.booked_by_id]
            ),
        )


async def read_cohort(request: StaffRequest) -> tuple[Cohort, list[Session]]:
    """The cohort of the path with its sessions in order of time; raises `NotFound`."""
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        found = await sessions.list_after(conn, organiser_id, cohort_id=cohort.id)
    return cohort, in_time_order(found)


def way_back(request: StaffRequest, cohort: Cohort, session: Session | None = None) -> tuple[Link, ...]:
    """The way to a page below a cohort, or below one of its sessions."""
    path = (
        Link(request.words.staff_cohort.path, request.address("/omgangar")),
        Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
    )
    return (
        path if session is None else (*path, Link(session.title, request.address(f"/traffar/{session.id}")))
    )
