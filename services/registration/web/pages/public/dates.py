"""The sessions of a cohort on its public page, and which of them can be chosen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from services.registration.domain import options, public
from services.registration.domain.caller import Caller
from services.registration.domain.public import PublicStatus
from services.registration.domain.sessions.session import Session, is_over
from services.registration.store.views.public import PublicCohort, PublicOrganiser
from services.registration.web import callers
from services.registration.web.kit import dates, phrases
from services.registration.web.kit.dates import DateStatus, Look, TimelineDate, TimelineTerm
from services.registration.web.kit.forms import parallel
from services.registration.web.kit.forms.fields import Mistake
from services.registration.web.kit.forms.parallel import ChoiceGroup
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.locale import Locale
from services.registration.web.pages.questions.form import FormQuestions
from services.registration.web.wording import WORDING, Wording


class CohortContext(msgspec.Struct, frozen=True, kw_only=True):
    """The data of a cohort's public pages; `sessions` in time order."""

    locale: Locale
    host: PublicOrganiser
    cohort: PublicCohort
    sessions: Sequence[Session]
    questions: FormQuestions | None = None
    base_url: str
    now: datetime

    @property
    def words(self) -> Wording:
        return WORDING[self.locale.language]

    @property
    def caller(self) -> Caller:
        """The anonymous visitor, as caller."""
        return callers.visitor(self.host.id, now=self.now, language=self.locale.language)

    @property
    def path(self) -> str:
        return f"/{self.host.slug}/{self.cohort.slug}"

    @property
    def availability(self) -> PublicStatus:
        return cohort_availability(self.cohort, self.sessions, self.now)

    @property
    def is_open(self) -> bool:
        return self.availability in {"open", "full_waits", "drop_in"}

    @property
    def is_drop_in(self) -> bool:
        """Whether only single sessions with seats left can be registered for, and not the series."""
        return self.availability == "drop_in"

    @property
    def has_waiting_list(self) -> bool:
        return self.cohort.waiting_list and self.cohort.registration == "open"

    @property
    def choosable(self) -> dict[UUID, str]:
        """The titles of the sessions that can be chosen now, by id."""
        return {session.id: session.title for session in self.sessions if self.can_choose(session)}

    @property
    def not_choosable(self) -> dict[UUID, str]:
        return {session.id: session.title for session in self.sessions if not self.can_choose(session)}

    @property
    def choices(self) -> dict[str, list[Session]]:
        """The groups of parallel sessions, by name; one session of each can be chosen."""
        return parallel.choices(self.sessions, self.choosable)

    def can_choose(self, session: Session) -> bool:
        can_be_chosen = options.can_choose(session, self.now, waiting_list=self.has_waiting_list)
        return self.is_open and can_be_chosen


def cohort_availability(cohort: PublicCohort, sessions: Sequence[Session], now: datetime) -> PublicStatus:
    """The availability of a cohort, by `domain.public.public_status`."""
    return public.public_status(
        sessions,
        status=cohort.status,
        registration=cohort.registration,
        waiting_list=cohort.waiting_list,
        drop_in=public.takes_drop_ins(now, drop_in=cohort.drop_in, since=cohort.drop_in_from),
        now=now,
    )


def terms(context: CohortContext, form: PostedForm | None, *, has_switches: bool) -> tuple[TimelineTerm, ...]:
    """The sessions that are not over, by term."""
    chosen = set(form.all("session_ids")) if form else None
    choices = context.choices
    dated = []
    for session in context.sessions:
        if is_over(session, context.now) or session.choice_group in choices:
            continue
        checked = None
        if has_switches and context.can_choose(session):
            # A series is preselected as a whole; single sessions are not.
            checked = not context.is_drop_in if chosen is None else str(session.id) in chosen
        dated.append((session, _day(context, session, checked=checked)))
    return dates.by_term(dated, context.locale.language)


def groups(
    context: CohortContext, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[ChoiceGroup, ...]:
    """The groups of parallel sessions as radio buttons."""
    return parallel.groups(
        context.choices,
        lambda session, checked: _day(context, session, checked=checked),
        form,
        mistakes,
        choosable=context.choosable,
        own_session_ids=(),
        is_answered=False,
        words=context.words,
        language=context.locale.language,
    )


def past(context: CohortContext) -> tuple[TimelineDate, ...]:
    """The sessions that are over."""
    return tuple(
        _past_date(context, session) for session in context.sessions if is_over(session, context.now)
    )


def _day(context: CohortContext, session: Session, *, checked: bool | None) -> TimelineDate:
    sentences = context.words.days
    if session.status == "cancelled":
        why = phrases.because(session.cancel_reason, context.words)
        return _timeline_date(
            context, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True, texts=why
        )
    is_asked_for = context.cohort.registration == "open" and context.cohort.status == "open"
    if (is_asked_for or context.is_drop_in) and options.is_full(session):
        if not context.has_waiting_list:
            return _timeline_date(context, session, "off", DateStatus("off", sentences.full))
        # A switch shows by its own badge whether the date is on.
        return _timeline_date(
            context,
            session,
            "wait" if checked is None else "",
            DateStatus(
                "wait",
                sentences.full_waits if context.is_open else context.words.public.cohort.the_seats_are_taken,
            ),
            checked=checked,
        )
    tentative = DateStatus("silent", sentences.tentative) if session.status == "tentative" else None
    look: Look = "off" if session.on is None else ""
    seats_left = parallel.seats_left(session, context.words) if context.is_open else ()
    return _timeline_date(context, session, look, tentative, checked=checked, texts=seats_left)


def _past_date(context: CohortContext, session: Session) -> TimelineDate:
    sentences = context.words.days
    if session.status == "cancelled":
        return _timeline_date(
            context, session, "cancelled", DateStatus("bad", sentences.cancelled), is_struck=True
        )
    return _timeline_date(context, session, "past", DateStatus("off", sentences.over))


def _timeline_date(
    context: CohortContext,
    session: Session,
    look: Look,
    status: DateStatus | None,
    *,
    checked: bool | None = None,
    is_struck: bool = False,
    texts: tuple[str, ...] = (),
) -> TimelineDate:
    plain = dates.describe(session, context.locale.language, look=look)
    return msgspec.structs.replace(plain, status=status, checked=checked, is_struck=is_struck, texts=texts)
