"""The dates of a cohort as anybody sees them, and which of them a form can ask for."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain import options, public
from services.registration.domain.caller import Caller
from services.registration.domain.public import Stands
from services.registration.domain.session import Session, has_begun, is_over
from services.registration.store.views.public import PublicCohort, PublicOrganiser
from services.registration.web import callers
from services.registration.web.kit import dates, parallel
from services.registration.web.kit.dates import DateStatus, Look, TimelineDate, TimelineTerm
from services.registration.web.kit.fields import Mistake
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parallel import ChoiceGroup
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import WORDING, Wording


class CohortContext(msgspec.Struct, frozen=True, kw_only=True):
    """All that a cohort's public page is made from; `sessions` in time order."""

    locale: Locale
    host: PublicOrganiser
    cohort: PublicCohort
    sessions: Sequence[Session]
    asked: FormQuestions | None = None
    base_url: str
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """Whoever looks at the page: it is the same for everybody."""
        return callers.visitor(self.host.id, now=self.now, language=self.locale.language)

    @property
    def path(self) -> str:
        return f"/{self.host.slug}/{self.cohort.slug}"

    @property
    def stands(self) -> Stands:
        return standing(self.cohort, self.sessions, self.now)

    @property
    def is_open(self) -> bool:
        return self.stands in {"open", "full_waits", "drop_in"}

    @property
    def is_drop_in(self) -> bool:
        """Whether it is the dates that are open, and not the series."""
        return self.stands == "drop_in"

    @property
    def has_waiting_list(self) -> bool:
        return self.cohort.waiting_list and self.cohort.registration == "open"

    @property
    def choosable(self) -> dict[UUID, str]:
        """The dates that can be asked for now, with their titles."""
        return {one.id: one.title for one in self.sessions if self.can_choose(one)}

    @property
    def not_choosable(self) -> dict[UUID, str]:
        return {one.id: one.title for one in self.sessions if not self.can_choose(one)}

    @property
    def choices(self) -> dict[str, list[Session]]:
        """Parallel sessions, of which one can be chosen."""
        return parallel.choices(self.sessions, self.choosable)

    def can_choose(self, session: Session) -> bool:
        may = options.can_choose(session, self.now, waiting_list=self.has_waiting_list)
        return self.is_open and may


def standing(cohort: PublicCohort, sessions: Sequence[Session], now: datetime) -> Stands:
    """What can be done with a cohort now."""
    return public.stands(
        sessions,
        status=cohort.status,
        registration=cohort.registration,
        waiting_list=cohort.waiting_list,
        drop_in=public.takes_drop_ins(now, drop_in=cohort.drop_in, since=cohort.drop_in_from),
        now=now,
    )


def terms(it: CohortContext, form: PostedForm | None, *, has_switches: bool) -> tuple[TimelineTerm, ...]:
    """The dates that are not over, under their terms."""
    chosen = set(form.all("session_ids")) if form else None
    asked = it.choices
    shown = []
    for session in it.sessions:
        if is_over(session, it.now) or session.choice_group in asked:
            continue
        checked = None
        if has_switches and it.can_choose(session):
            # Of a series all is suggested; of seats left over each is asked for.
            checked = not it.is_drop_in if chosen is None else str(session.id) in chosen
        shown.append((session, _day(it, session, checked=checked)))
    return dates.by_term(shown, it.locale.language)


def groups(
    it: CohortContext, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[ChoiceGroup, ...]:
    """What there is to choose between."""
    return parallel.groups(
        it.choices,
        lambda session, checked: _day(it, session, checked=checked),
        form,
        mistakes,
        choosable=it.choosable,
        mine=(),
        is_answered=False,
        words=it.words,
        language=it.locale.language,
    )


def past(it: CohortContext) -> tuple[TimelineDate, ...]:
    """The dates that are over."""
    return tuple(_past(it, session) for session in it.sessions if is_over(session, it.now))


def _day(it: CohortContext, session: Session, *, checked: bool | None) -> TimelineDate:
    sentences = it.words.days
    if session.status == "cancelled":
        why = (sentences.cancelled_why.format(reason=session.cancel_reason),) if session.cancel_reason else ()
        return _put(
            it, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True, texts=why
        )
    if has_begun(session, it.now):
        return _put(it, session, "past", DateStatus("off", sentences.begun))
    is_asked_for = it.cohort.registration == "open" and it.cohort.status == "open"
    if (is_asked_for or it.is_drop_in) and options.is_full(session):
        if not it.has_waiting_list:
            return _put(it, session, "off", DateStatus("off", sentences.full))
        # A switch says by its own bead whether one comes.
        return _put(
            it,
            session,
            "wait" if checked is None else "",
            DateStatus(
                "wait", sentences.full_waits if it.is_open else it.words.public.cohort.the_seats_are_taken
            ),
            checked=checked,
        )
    tentative = DateStatus("silent", sentences.tentative) if session.status == "tentative" else None
    look: Look = "off" if session.on is None else ""
    left = parallel.seats_left(session, it.words) if it.is_open else ()
    return _put(it, session, look, tentative, checked=checked, texts=left)


def _past(it: CohortContext, session: Session) -> TimelineDate:
    sentences = it.words.days
    if session.status == "cancelled":
        return _put(it, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True)
    return _put(it, session, "past", DateStatus("off", sentences.over))


def _put(
    it: CohortContext,
    session: Session,
    look: Look,
    status: DateStatus | None,
    *,
    checked: bool | None = None,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
) -> TimelineDate:
    plain = dates.describe(session, it.locale.language, look=look)
    return msgspec.structs.replace(plain, status=status, checked=checked, is_struck=is_struck, texts=texts)
