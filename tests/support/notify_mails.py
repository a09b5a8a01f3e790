"""People with a registration, as events, and the key of their confirmation."""

from datetime import timedelta
from uuid import UUID

from shared import times
from shared.events import Person, Registration, Session
from tests.support.notify import (
    ORGANISER_ID,
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_organiser,
)

COMMON = (an_organiser(), a_programme(), a_cohort())


def ahead(number: int = 1, **changes: object) -> Session:
    """A session some weeks from now, as the database's clock has it."""
    starts_at = (times.now() + timedelta(weeks=2 + number)).replace(microsecond=0)
    return a_session(number, **{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3), **changes})


def somebody(name: str, email: str | None, **changes: object) -> tuple[Person, Registration]:
    """A person and their registration with one seat."""
    organiser_id = changes.get("organiser_id", ORGANISER_ID)
    seat = a_seat(who=name, since=times.now())
    return (
        a_person(name, email=email, organiser_id=organiser_id),
        a_registration(seat, who=name, registered_at=times.now(), **changes),
    )


def confirmation(name: str) -> str:
    return f"confirmation:{an_id(f'registration {name}')}"


def another_tenant(name: str = "another") -> UUID:
    return an_id(f"organiser {name}")
