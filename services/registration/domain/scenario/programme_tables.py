"""The programme, its cohorts, sessions and invitations: from the file's words to rows, and from rows to its words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

from services.registration.domain.scenario.format import ALL_SESSIONS, TABLES, Document, Table
from services.registration.domain.scenario.rows import (
    Cohort,
    Ids,
    InvitationRule,
    Names,
    Programme,
    Session,
    facts,
    find,
    given,
    said,
)
from shared import times
from shared.events import CohortStatus, InvitationKind, SessionStatus

_PROGRAMME_COLUMNS: Final = frozenset(
    (
        "id",
        "title",
        "subtitle",
        "kind",
        "summary",
        "organiser",
        "commissioner",
        "contact",
        "starts_on",
        "ends_on",
    )
) | {"reservation", "registration"}
_PROGRAMME_FACTS: Final = tuple(key for key in TABLES["programme"] if key not in _PROGRAMME_COLUMNS)
# No rule reads these tables yet; they are kept with the programme, and an export gives them back.
KEPT: Final = ("source", "municipality_group", "staff", "billing", "document", "follow_up", "offering")
_COHORT_FACTS: Final = ("repeats",)
_SESSION_FACTS: Final = ("replaced_by", "joint_with")

_COHORT_STATUS: Final[dict[str, CohortStatus]] = {
    "planned": "draft",
    "open": "open",
    "completed": "closed",
    "cancelled": "cancelled",
}
_COHORT_WORD: Final = {status: word for word, status in _COHORT_STATUS.items()}
# An organiser may call an invitation by another word; what may be declined is the mildest that it can be.
_KINDS: Final[dict[str, InvitationKind]] = {
    "inbjudan": "inbjudan",
    "kallelse": "kallelse",
    "utses": "utses",
    "anmälan av uppdragsgivaren": "utses",
}


def programme_row(document: Document, ids: Ids) -> Programme:
    """The programme, with the tables that are kept whole."""
    row = document["programme"]
    return Programme(
        id=ids["programme", row["id"]],
        source_id=row["id"],
        title=row["title"],
        subtitle=row.get("subtitle"),
        kind=row.get("kind"),
        summary=row.get("summary"),
        registration=row.get("registration", "invitation_only"),
        contact_id=find(ids, "contact", row.get("contact")),
        commissioner_id=find(ids, "organisation", row.get("commissioner")),
        starts_on=row.get("starts_on"),
        ends_on=row.get("ends_on"),
        reservation=row.get("reservation"),
        extra=facts(row, _PROGRAMME_FACTS) | facts(document, KEPT),
    )


def programme_table(row: Programme, slug: str, names: Names) -> Table:
    return given(
        title=row.title,
        subtitle=row.subtitle,
        kind=row.kind,
        summary=row.summary,
        organiser=slug,
        commissioner=_name(names, row.commissioner_id),
        contact=_name(names, row.contact_id),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reservation=row.reservation,
        registration=row.registration,
    ) | said(row.extra, _PROGRAMME_FACTS)


def cohort_row(row: Table, ids: Ids, *, programme_id: UUID, slug: str, notifications: Table) -> Cohort:
    """`notifications` holds for every cohort in the file. What it leaves open follows from the dates there are then."""
    return Cohort(
        id=ids["cohort", row["id"]],
        source_id=row["id"],
        programme_id=programme_id,
        name=row["name"],
        slug=slug,
        number=row.get("number"),
        starts_on=row.get("starts_on"),
        ends_on=row.get("ends_on"),
        capacity=row.get("capacity"),
        waiting_order=row.get("waiting_order", "time"),
        offer_hours=row.get("offer_hours", 24),
        drop_in=row.get("drop_in", False),
        drop_in_from=row.get("drop_in_from"),
        status=_COHORT_STATUS[row.get("status", "planned")],
        calendar=None if notifications.get("calendar_invite", True) else "none",
        confirmations=notifications.get("confirmation", True),
        reminders=[{"days_before": days} for days in notifications.get("reminder_days_before", [])],
        consent=row.get("consent") or None,
        consent_en=row.get("consent_en") or None,
        extra=facts(row, _COHORT_FACTS),
    )


def cohort_table(row: Cohort) -> Table:
    return given(
        name=row.name,
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        capacity=row.capacity,
        waiting_order=row.waiting_order if row.waiting_order != "time" else None,
        offer_hours=row.offer_hours if row.offer_hours != 24 else None,
        drop_in=row.drop_in or None,
        drop_in_from=row.drop_in_from,
        status=_COHORT_WORD[row.status],
        consent=row.consent,
        consent_en=row.consent_en,
    ) | said(row.extra, _COHORT_FACTS)


def notifications_table(cohorts: Sequence[Cohort]) -> Table:
    """What most cohorts have: the format says it once for all."""
    if not cohorts:
        return {}
    days = [
        [rule["days_before"] for rule in one.reminders if rule.get("days_before") is not None]
        for one in cohorts
    ]
    return given(
        confirmation=_most([one.confirmations for one in cohorts]),
        calendar_invite=_most([one.calendar != "none" for one in cohorts]),
        reminder_days_before=_most(days),
    )


def session_row(
    row: Table, ids: Ids, *, booked_by: Mapping[str, str | None], replaces: Mapping[str, str]
) -> Session:
    """`booked_by`: the organisation of whoever books; `replaces`: what is said by the replaced one alone."""
    day: date | None = row.get("date")
    return Session(
        id=ids["session", row["id"]],
        source_id=row["id"],
        cohort_id=ids["cohort", row["cohort"]],
        number=row.get("number"),
        form=row.get("form"),
        title=row["title"],
        term=row.get("term"),
        on_date=day,
        starts_at=times.instant(day, row["start"]) if day and "start" in row else None,
        ends_at=times.instant(day, row["end"]) if day and "end" in row else None,
        mode=row.get("mode"),
        place=row.get("place"),
        join_url=row.get("join_url"),
        capacity=row.get("capacity"),
        status=_status(row),
        parent_id=find(ids, "session", row.get("parent")),
        choice_group=row.get("choice_group"),
        choices=row.get("choices"),
        agenda=row.get("agenda"),
        note=row.get("note"),
        organisation_id=find(ids, "organisation", row.get("organiser")),
        host_id=find(ids, "organisation", row.get("host")),
        booked_by_id=find(ids, "organisation", booked_by.get(row.get("booked_by", ""))),
        replaces_id=find(ids, "session", row.get("replaces", replaces.get(row["id"]))),
        extra=facts(row, _SESSION_FACTS),
    )


def session_table(row: Session, names: Names) -> Table:
    return given(
        parent=_name(names, row.parent_id),
        cohort=names[row.cohort_id],
        number=row.number,
        organiser=_name(names, row.organisation_id),
        host=_name(names, row.host_id),
        booked_by=_name(names, row.booked_by_id),
        form=row.form,
        title=row.title,
        term=row.term,
        date=row.on_date,
        start=times.local(row.starts_at).time() if row.starts_at else None,
        end=times.local(row.ends_at).time() if row.ends_at else None,
        mode=row.mode,
        place=row.place,
        join_url=row.join_url,
        choice_group=row.choice_group,
        choices=row.choices,
        capacity=row.capacity,
        status=row.status,
        replaces=_name(names, row.replaces_id),
        agenda=row.agenda,
        note=row.note,
    ) | said(row.extra, _SESSION_FACTS)


def has_been(row: Table, now: datetime) -> bool:
    """Whether `completed` may be said of a session: not while its day lies ahead."""
    return "date" not in row or times.end_of_day(row["date"]) <= now or _ended(row, now)


def rule_rows(
    row: Table, ids: Ids, cohort_of: Mapping[str, str], new_id: Callable[[], UUID]
) -> list[InvitationRule]:
    """A rule for each cohort that the invitation's sessions belong to, in the order in which they are named."""
    all_of_them = ALL_SESSIONS in row["sessions"]
    named = list(cohort_of) if all_of_them else row["sessions"]
    cohorts = list(dict.fromkeys(cohort_of[one] for one in named))
    if not cohorts:
        # "All sessions" of a file that has none yet: of those that will be, in every cohort.
        cohorts = [name for table, name in ids if table == "cohort"]
    return [
        InvitationRule(
            id=new_id(),
            source_id=row["id"],
            cohort_id=ids["cohort", cohort],
            audience_id=ids["audience", row["audience"]],
            session_ids=None
            if all_of_them
            else [ids["session", one] for one in dict.fromkeys(named) if cohort_of[one] == cohort],
            kind=_KINDS.get(row["kind"], "inbjudan"),
            invited_by_id=find(ids, "organisation", row.get("invited_by")),
            opens_on=row.get("opens_on"),
            respond_by=row.get("respond_by"),
            substitutes_allowed=row.get("substitutes_allowed"),
            waiting_list=row.get("waiting_list"),
        )
        for cohort in cohorts
    ]


def invitation_table(
    rules: Sequence[InvitationRule], names: Names, cohorts: Mapping[UUID, Sequence[UUID]]
) -> Table | None:
    """One invitation of rules that differ in their sessions alone; None where they differ in more.

    `cohorts` has the sessions of every cohort that has any: all of them, in all cohorts, is `*`.
    """
    tables = [
        given(
            kind=rule.kind,
            audience=names[rule.audience_id],
            invited_by=_name(names, rule.invited_by_id),
            opens_on=rule.opens_on,
            respond_by=rule.respond_by,
            substitutes_allowed=rule.substitutes_allowed,
            waiting_list=rule.waiting_list,
        )
        for rule in rules
    ]
    if any(table != tables[0] for table in tables):
        return None
    covered = {rule.cohort_id for rule in rules if rule.session_ids is None}
    if covered and covered >= set(cohorts):
        return {"sessions": [ALL_SESSIONS], **tables[0]}
    found = [
        one
        for rule in rules
        for one in (rule.session_ids if rule.session_ids is not None else cohorts.get(rule.cohort_id, ()))
    ]
    return {"sessions": [names[one] for one in found if one in names], **tables[0]}


def _status(row: Table) -> SessionStatus:
    """`completed` is never stored: it is what is shown once the end has passed."""
    status = row.get("status", "scheduled" if "date" in row else "announced")
    return (
        "scheduled" if status == "completed" else cast("SessionStatus", status)
    )  # one of the format's words


def _ended(row: Table, now: datetime) -> bool:
    return "end" in row and times.instant(row["date"], row["end"]) <= now


def _most(values: Sequence[Any]) -> Any:  # Any: whichever type the values have
    return max(values, key=values.count)


def _name(names: Names, one: UUID | None) -> str | None:
    return names.get(one) if one is not None else None
