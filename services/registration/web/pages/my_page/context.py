"""The data of a participant's pages, and what they can do with each session."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.registration.domain import options
from services.registration.domain.caller import Caller
from services.registration.domain.sessions.session import Session
from services.registration.store.substitutes import GivenSeat
from services.registration.store.views.my_page import OtherRegistration
from services.registration.store.views.participant import CohortSetting, OwnSeat, Registration
from services.registration.web import callers
from services.registration.web.kit.locale import Locale
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import WORDING, Wording

# With more dates than this, the page is kept small by one link a date.
MOST_UNFOLDED: Final = 16


class MyPageContext(msgspec.Struct, frozen=True, kw_only=True):
    """The data of the participant's pages; `sessions` in time order.

    `given`: the seats that substitutes have in the person's place, by session. `join_paths`: the path of the join link,
    by session. `other_registrations`: each with the path of its page. `present_path`: the path of the registration that
    the person has in the cohort now, if this one is withdrawn.
    """

    locale: Locale
    path: str
    feed_url: str
    invitation_path: str | None
    registration: Registration
    setting: CohortSetting
    sessions: Sequence[Session]
    seats: Mapping[UUID, OwnSeat]
    given: Mapping[UUID, GivenSeat]
    questions: FormQuestions | None
    now: datetime
    join_paths: Mapping[UUID, str]
    other_registrations: Sequence[tuple[OtherRegistration, str]]
    present_path: str | None

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The registered person, as caller."""
        registration = self.registration
        return callers.from_link(
            registration.organiser_id, registration.person_id, now=self.now, language=self.locale.language
        )

    def seat_in(self, session: Session) -> OwnSeat | None:
        """The person's seat or waiting-list place in the session, or None; withdrawn seats do not count."""
        seat = self.seats.get(session.id)
        return seat if seat is not None and seat.status != "withdrawn" else None

    def ahead(self) -> list[Session]:
        """The sessions with a seat or a waiting-list place that are not over: those that can be withdrawn from."""
        return [s for s in self.sessions if self.seat_in(s) and self.is_ahead(s)]

    def is_offered(self, session: Session) -> bool:
        """Whether a seat in the session is held for the person until they answer."""
        seat = self.seat_in(session)
        return seat is not None and seat.is_offered and self.is_ahead(session)

    @property
    def is_long(self) -> bool:
        """Whether there are so many dates that each has one link, to the question that offers both ways out."""
        return len(self.sessions) > MOST_UNFOLDED

    def first_in_line(self) -> Session | None:
        """The first session that the person waits for: there the page says once how seats are given."""
        waited_for = (s for s in self.sessions if (seat := self.seat_in(s)) and seat.status == "waiting")
        return next((s for s in waited_for if self.is_ahead(s) and not self.is_offered(s)), None)

    def is_ahead(self, session: Session) -> bool:
        return options.is_ahead(session, self.now)

    def can_take(self, session: Session) -> bool:
        """Whether a session without a seat can be added: the person is entitled to it, and it has room or a waiting list."""
        if self.seat_in(session) or session.id in self.given or self.setting.cohort_status != "open":
            return False
        if self.registration.status == "withdrawn" or not self._is_entitled_to(session):
            return False
        return options.can_choose(
            session,
            self.now,
            waiting_list=bool(self.registration.waiting_list),
            has_parallel_seat=self.parallel_with_seat(session) is not None,
        )

    def _is_entitled_to(self, session: Session) -> bool:
        """Whether the person is invited to the session or registered openly; a substitute only to the sessions taken over."""
        origin, invited = self.registration.origin, self.registration.invited_session_ids
        if origin == "form" or (invited is None and origin != "substitute"):
            return True
        return session.id in (invited or self.seats)

    def parallel_session(self, session: Session) -> Session | None:
        """The parallel session in which the person has a seat or a waiting-list place, which this one would replace."""
        if session.choice_group is None:
            return None
        group = (other for other in self.sessions if other.choice_group == session.choice_group)
        return next((other for other in group if other.id != session.id and self.seat_in(other)), None)

    def parallel_with_seat(self, session: Session) -> Session | None:
        """The parallel session in which the person has a seat: it can be swapped for a seat, not for a waiting-list place."""
        other = self.parallel_session(session)
        seat = self.seat_in(other) if other else None
        return other if seat is not None and seat.status == "confirmed" else None

    def session_by_id_end(self, text: str) -> Session | None:
        """The session whose id ends with `text`, which must have at least 12 characters."""
        return next(
            (other for other in self.sessions if len(text) >= 12 and str(other.id).endswith(text)), None
        )

    def session(self, session_id: UUID | None) -> Session | None:
        return next((session for session in self.sessions if session.id == session_id), None)
