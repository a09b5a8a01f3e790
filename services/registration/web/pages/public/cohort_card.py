"""A cohort in a list: its next date and whether it can be registered for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from urllib.parse import quote
from uuid import UUID

import msgspec

from services.registration.domain.public import PublicStatus
from services.registration.domain.sessions.session import Session, is_over
from services.registration.store.views.public import PublicCohort, PublicOrganiser
from services.registration.web.kit import dates
from services.registration.web.kit.dates import DateBadge, DateStatus, Look
from services.registration.web.kit.locale import Locale
from services.registration.web.pages.public.dates import cohort_availability
from services.registration.web.wording import Wording, number
from shared.language import Language
from shared.occasions import occasion_of, occasions


class CohortCard(msgspec.Struct, frozen=True, kw_only=True):
    """A cohort with its sessions in time order and its availability."""

    cohort: PublicCohort
    sessions: Sequence[Session]
    availability: PublicStatus
    now: datetime

    @property
    def next(self) -> Session | None:
        """The session that places it in the list: the next one, else the last."""
        left = [session for session in self.sessions if session.status != "cancelled"] or list(self.sessions)
        ahead = (session for session in left if not is_over(session, self.now))
        return next(ahead, left[-1] if left else None)

    @property
    def is_past(self) -> bool:
        """Whether all sessions are over."""
        return bool(self.sessions) and all(is_over(session, self.now) for session in self.sessions)


class ListedCohort(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    href: str
    badge: DateBadge
    when: str
    what: tuple[str, ...]
    status: DateStatus


class ListedTerm(msgspec.Struct, frozen=True, kw_only=True):
    """A term and its cohorts."""

    id: str
    heading: str
    items: tuple[ListedCohort, ...]


def cohort_cards(
    cohorts: Sequence[PublicCohort], sessions: Mapping[UUID, list[Session]], now: datetime
) -> list[CohortCard]:
    """Cards in the order of their next sessions; cohorts without any date last."""
    cards = []
    for cohort in cohorts:
        dated = dates.in_time_order(sessions.get(cohort.id, []))
        cards.append(
            CohortCard(
                cohort=cohort, sessions=dated, availability=cohort_availability(cohort, dated, now), now=now
            )
        )
    with_next = [(card, card.next) for card in cards]
    order = {
        id(session): place for place, session in enumerate(dates.in_time_order(s for _, s in with_next if s))
    }
    return [card for card, session in sorted(with_next, key=lambda pair: order.get(id(pair[1]), len(order)))]


def forms_of(card: CohortCard) -> set[str]:
    return {session.form for session in card.sessions if session.form}


def groups(
    cards: Sequence[CohortCard], host: PublicOrganiser, locale: Locale, words: Wording
) -> tuple[ListedTerm, ...]:
    def term(card: CohortCard) -> str:
        return dates.term_code(card.next) if card.next is not None else ""

    return tuple(
        ListedTerm(
            id=f"t-{place}",
            heading=dates.term_heading(code, locale.language),
            items=tuple(list_item(card, host, locale, words) for card in group),
        )
        for place, (code, group) in enumerate(groupby(cards, key=term))
    )


def list_item(card: CohortCard, host: PublicOrganiser, locale: Locale, words: Wording) -> ListedCohort:
    cohort, session = card.cohort, card.next
    name = cohort.name
    look, status = _status(card, words)
    return ListedCohort(
        title=cohort.title if name in cohort.title else f"{cohort.title}, {name}",
        href=locale.address(f"/{host.slug}/{quote(cohort.slug)}"),
        badge=dates.date_badge(session, locale.language, look=look)
        if session is not None
        else DateBadge(top="–", bottom="", look="off"),
        when=_when(card, session, locale.language, words),
        what=_what(card, words),
        status=status,
    )


def _when(card: CohortCard, session: Session | None, language: Language, words: Wording) -> str:
    if session is None:
        return words.days.unknown_date
    when = dates.in_words(session, language)
    remaining = occasions(other for other in card.sessions if other.status != "cancelled")
    keys = [occasion_of(other) for other in remaining]
    if len(remaining) < 2 or session.status == "cancelled" or session.on is None:
        return when
    texts, place = words.public.list, keys.index(occasion_of(session)) + 1
    n = number(len(remaining), words)
    return (
        texts.first_of.format(when=when, n=n)
        if place == 1
        else texts.next_of.format(when=when, number=str(place), n=n)
    )


def _what(card: CohortCard, words: Wording) -> tuple[str, ...]:
    forms = [words.forms.get(form, form) for form in sorted(forms_of(card))]
    modes = [words.days.modes[mode] for mode in ("on_site", "digital", "hybrid") if _has(card, mode)]
    return (*forms, *modes, *card.cohort.roles[:3])


def _has(card: CohortCard, mode: str) -> bool:
    return any(session.mode == mode for session in card.sessions)


def _status(card: CohortCard, words: Wording) -> tuple[Look, DateStatus]:
    """The availability as a badge look and as text."""
    texts = words.public.list
    way = texts.ways.get(card.cohort.registration, texts.ways["invitation_only"])
    statuses: dict[PublicStatus, tuple[Look, DateStatus]] = {
        "cancelled": ("cancelled", DateStatus("bad", texts.cancelled)),
        "over": ("past", DateStatus("off", texts.over)),
        "way": ("past", DateStatus("off", way)),
        "closed": ("off", DateStatus("off", texts.closed)),
        "nothing_yet": ("off", DateStatus("silent", words.days.unknown_date)),
        "full": ("off", DateStatus("off", texts.full)),
        "full_waits": ("wait", DateStatus("wait", texts.full_waits)),
        "drop_in": ("", DateStatus("yes", texts.drop_in)),
        "open": ("", DateStatus("yes", texts.open)),
    }
    look, status = statuses[card.availability]
    is_undated = card.next is None or card.next.on is None
    return ("off" if is_undated and look == "" else look), status
