"""Converts the programme, its cohorts, sessions and invitations between tables of the file and rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from services.registration.domain.scenario.format import ALL_SESSIONS, TABLES, Document, Table
from services.registration.domain.scenario.rows import (
    Cohort,
    Ids,
    InvitationRule,
    Names,
    Programme,
    find,
    name_of,
    pack_facts,
    unpack_facts,
    without_empty,
)
from shared.events import CohortStatus, InvitationKind

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
# Tables that the service does not use; they are stored with the programme and exported unchanged.
KEPT: Final = ("source", "municipality_group", "staff", "billing", "document", "follow_up", "offering")
_COHORT_FACTS: Final = ("repeats",)

_COHORT_STATUS: Final[dict[str, CohortStatus]] = {
    "planned": "draft",
    "open": "open",
    "completed": "closed",
    "cancelled": "cancelled",
}
_COHORT_WORD: Final = {status: word for word, status in _COHORT_STATUS.items()}
# The file's word for an invitation -> its kind. Other words become `inbjudan`, which can be declined.
_KINDS: Final[dict[str, InvitationKind]] = {
    "inbjudan": "inbjudan",
    "kallelse": "kallelse",
    "utses": "utses",
    "anmälan av uppdragsgivaren": "utses",
}


def programme_row(document: Document, ids: Ids) -> Programme:
    """Return the programme's row, with the tables of `KEPT` in `extra`."""
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
        extra=pack_facts(row, _PROGRAMME_FACTS) | pack_facts(document, KEPT),
    )


def programme_table(row: Programme, slug: str, names: Names) -> Table:
    return without_empty(
        title=row.title,
        subtitle=row.subtitle,
        kind=row.kind,
        summary=row.summary,
        organiser=slug,
        commissioner=name_of(names, row.commissioner_id),
        contact=name_of(names, row.contact_id),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reservation=row.reservation,
        registration=row.registration,
    ) | unpack_facts(row.extra, _PROGRAMME_FACTS)


def cohort_row(row: Table, ids: Ids, *, programme_id: UUID, slug: str, notifications: Table) -> Cohort:
    """Return a cohort's row. `notifications` applies to every cohort of the file; what it omits is decided from the dates later."""
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
        must_confirm=row.get("must_confirm", False),
        status=_COHORT_STATUS[row.get("status", "planned")],
        calendar=None if notifications.get("calendar_invite", True) else "none",
        confirmations=notifications.get("confirmation", True),
        reminders=[{"days_before": days} for days in notifications.get("reminder_days_before", [])],
        consent=row.get("consent") or None,
        consent_en=row.get("consent_en") or None,
        extra=pack_facts(row, _COHORT_FACTS),
    )


def cohort_table(row: Cohort) -> Table:
    return without_empty(
        name=row.name,
        number=row.number,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        capacity=row.capacity,
        waiting_order=row.waiting_order if row.waiting_order != "time" else None,
        offer_hours=row.offer_hours if row.offer_hours != 24 else None,
        drop_in=row.drop_in or None,
        drop_in_from=row.drop_in_from,
        must_confirm=row.must_confirm or None,
        status=_COHORT_WORD[row.status],
        consent=row.consent,
        consent_en=row.consent_en,
    ) | unpack_facts(row.extra, _COHORT_FACTS)


def notifications_table(cohorts: Sequence[Cohort]) -> Table:
    """Return the most common settings of the cohorts: the format has one table for all of them."""
    if not cohorts:
        return {}
    days = [[rule["days_before"] for rule in cohort.reminders if _is_plain(rule)] for cohort in cohorts]
    return without_empty(
        confirmation=_most([cohort.confirmations for cohort in cohorts]),
        calendar_invite=_most([cohort.calendar != "none" for cohort in cohorts]),
        reminder_days_before=_most(days),
    )


def _is_plain(rule: Mapping[str, Any]) -> bool:  # Any: as in ReminderRule
    """Whether the format can say it: so many days before, to all with a seat, about every session."""
    more = (rule.get("at"), rule.get("session_id"), rule.get("text"))
    is_before = rule.get("days_before") is not None and rule.get("to", "seat") == "seat"
    return is_before and all(one is None for one in more)


def rule_rows(
    row: Table, ids: Ids, cohort_of: Mapping[str, str], new_id: Callable[[], UUID]
) -> list[InvitationRule]:
    """Return one rule per cohort of the invitation's sessions, in the order of the sessions."""
    all_of_them = ALL_SESSIONS in row["sessions"]
    named = list(cohort_of) if all_of_them else row["sessions"]
    cohorts = list(dict.fromkeys(cohort_of[name] for name in named))
    if not cohorts:
        # `*` in a file without sessions: a rule for each cohort, which covers sessions added later.
        cohorts = [name for table, name in ids if table == "cohort"]
    return [
        InvitationRule(
            id=new_id(),
            source_id=row["id"],
            cohort_id=ids["cohort", cohort],
            audience_id=ids["audience", row["audience"]],
            session_ids=None
            if all_of_them
            else [ids["session", name] for name in dict.fromkeys(named) if cohort_of[name] == cohort],
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
    """Merge rules that differ only in their sessions into one invitation; None if they differ in more.

    `cohorts` maps each cohort with sessions to them; all sessions of all these cohorts are written as `*`.
    """
    tables = [
        without_empty(
            kind=rule.kind,
            audience=names[rule.audience_id],
            invited_by=name_of(names, rule.invited_by_id),
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
    session_ids = [
        session_id
        for rule in rules
        for session_id in (
            rule.session_ids if rule.session_ids is not None else cohorts.get(rule.cohort_id, ())
        )
    ]
    return {"sessions": [names[session_id] for session_id in session_ids if session_id in names], **tables[0]}


def _most(values: Sequence[Any]) -> Any:  # Any: values of any type
    return max(values, key=values.count)
