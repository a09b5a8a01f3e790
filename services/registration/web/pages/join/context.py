"""The data of the pages behind a join link."""

from datetime import datetime

import msgspec

from services.registration.domain.caller import Caller
from services.registration.domain.sessions.session import Session
from services.registration.store.views.participant import CohortSetting, Seat
from services.registration.web import callers
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale
from services.registration.web.wording import WORDING, Wording


class JoinContext(msgspec.Struct, frozen=True, kw_only=True):
    """The data of the pages behind a join link."""

    locale: Locale
    path: str
    my_path: str
    seat: Seat
    session: Session
    setting: CohortSetting
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The person who has the seat, as caller."""
        return callers.from_link(
            self.seat.organiser_id, self.seat.person_id, now=self.now, language=self.locale.language
        )

    @property
    def is_digital(self) -> bool:
        """Whether the meeting has, or will have, a link."""
        return bool(self.session.room_url) or self.session.mode in {"digital", "hybrid"}

    def my_page_link(self) -> Link:
        return Link(self.words.join.my_page, self.locale.address(self.my_path))
