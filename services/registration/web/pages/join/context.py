"""All that the pages of a meeting are made from."""

from datetime import datetime

import msgspec

from services.registration.domain.caller import Caller
from services.registration.domain.session import Session
from services.registration.store.views.participant import CohortSetting, Seat
from services.registration.web import callers
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale
from services.registration.web.wording import WORDING, Wording


class JoinContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pages of a meeting are made from."""

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
        """The person who has the seat."""
        return callers.from_link(
            self.seat.organiser_id, self.seat.person_id, now=self.now, language=self.locale.language
        )

    @property
    def is_digital(self) -> bool:
        """Whether there is, or is to be, an address to go to."""
        return bool(self.session.join_url) or self.session.mode in {"digital", "hybrid"}

    def mine(self) -> Link:
        return Link(self.words.join.my_page, self.locale.address(self.my_path))
