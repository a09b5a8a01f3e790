"""Copies a cohort to later dates: the same sessions, rules and questions, without people and without links."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import msgspec

from services.registration.actions.permitted import permitted
from services.registration.domain import cohort as rules
from services.registration.domain import cohort_copy
from services.registration.domain.audit import new_fields
from services.registration.domain.caller import Caller
from services.registration.domain.invitation import InvitationRule
from services.registration.domain.mailings.letter_text import TEXTS
from services.registration.domain.question import copy_questions
from services.registration.domain.reminder_rules import copied
from services.registration.domain.sessions.date_warnings import SessionWarning, date_warnings, warning
from services.registration.domain.sessions.session import Session
from services.registration.store import cohorts, invitation_rules, questions, sessions
from services.registration.store.access import audit
from services.registration.store.mailings import letter_texts
from services.registration.store.outgoing import events, mailing_events
from services.registration.store.transaction import transaction
from shared import ids
from shared.postgres import Conn, Pool


class CohortCopy(msgspec.Struct, frozen=True, kw_only=True):
    """The new draft, and what the coordinator should look at in it."""

    id: UUID
    warnings: list[SessionWarning]


@permitted("cohort.copy")
async def copy(
    pool: Pool,
    caller: Caller,
    cohort_id: UUID,
    *,
    name: str,
    first_session_on: date,
    new_id: UUID | None = None,
) -> CohortCopy:
    """Create a draft; weekdays and times are kept, and years and terms in the texts follow the dates.

    The first session moves to `first_session_on`, or up to six days later. A session that was cancelled and replaced
    is left out: rules and questions about it are about its replacement.
    """
    async with transaction(pool) as conn:
        cohort = await cohorts.get(conn, caller.organiser_id, cohort_id)
        every = await sessions.list_after(conn, caller.organiser_id, cohort_id=cohort_id)
        before = cohort_copy.to_copy(every)
        old_rules = await invitation_rules.list_after(conn, caller.organiser_id, cohort_id=cohort_id)
        days = rules.days_to_move(before, first_session_on)
        move = cohort_copy.cohort_move(before, days)
        new_cohort = cohort_copy.copy_cohort(
            cohort,
            new_id=new_id or ids.new(),
            name=name,
            slug=await cohorts.free_slug(conn, caller.organiser_id, rules.slug_of(name)),
            days=days,
        )
        # In the order of the originals, because lists sort by id.
        new_ids = {
            session.id: new_id
            for session, new_id in zip(before, sorted(ids.new() for _ in before), strict=True)
        }
        copies = [
            cohort_copy.copy_session(
                session,
                move=move,
                new_ids=new_ids,
                cohort_id=new_cohort.id,
                now=caller.now,
            )
            for session in before
        ]
        new_cohort = msgspec.structs.replace(new_cohort, reminders=copied(new_cohort.reminders, new_ids))
        await cohorts.insert(conn, new_cohort)
        for session in _parents_first(copies):
            await sessions.insert(conn, session)
        in_place_of = cohort_copy.replacements(every, new_ids)
        new_ids |= {left_out: new_ids[place] for left_out, place in in_place_of.items()}
        await _copy_questions(conn, caller, cohort_id, new_cohort, session_ids=new_ids, move=move)
        for rule in old_rules:
            await invitation_rules.insert(conn, _copy_rule(rule, new_cohort.id, new_ids, days))
        await audit.write(
            conn,
            caller,
            "cohort.copy",
            ("cohort", new_cohort.id),
            after={"copied_from": cohort_id, **new_fields(new_cohort)},
        )
        await events.tell_cohorts(conn, caller.organiser_id, [new_cohort.id])
        await _copy_letter_texts(conn, cohort_id, new_cohort, move)
        await events.tell_sessions(conn, caller.organiser_id, [session.id for session in copies])
    return CohortCopy(id=new_cohort.id, warnings=_warnings(every, before, copies))


def _warnings(
    every: Sequence[Session], before: Sequence[Session], copies: Sequence[Session]
) -> list[SessionWarning]:
    without_link = [
        copy for session, copy in zip(before, copies, strict=True) if session.room_url is not None
    ]
    copied = {session.id for session in before}
    return [
        *date_warnings(copies),
        *warning("link_missing", without_link),
        *warning("replaced", [session for session in every if session.id not in copied]),
    ]


async def _copy_letter_texts(
    conn: Conn, cohort_id: UUID, new: rules.Cohort, move: cohort_copy.CohortMove
) -> None:
    """Copy the cohort's own texts for letters, with the years and terms in them moved."""
    found = await letter_texts.of_owners(conn, new.organiser_id, [cohort_id])
    for text in found:
        if not text.is_ours:
            moved = {name: move.text(getattr(text, name)) for name in TEXTS}
            await letter_texts.insert(
                conn, msgspec.structs.replace(text, id=ids.new(), cohort_id=new.id, version=1, **moved)
            )
    await mailing_events.tell_letter_texts(conn, new.organiser_id, [new.id])


async def _copy_questions(
    conn: Conn,
    caller: Caller,
    cohort_id: UUID,
    new: rules.Cohort,
    *,
    session_ids: dict[UUID, UUID],
    move: cohort_copy.CohortMove,
) -> None:
    """Copy the questions and the consent text; answers are not copied."""
    found = await questions.list_of_cohort(conn, new.organiser_id, cohort_id)
    new_ids = {
        question.id: new_id for question, new_id in zip(found, sorted(ids.new() for _ in found), strict=True)
    }
    for question in copy_questions(found, cohort_id=new.id, new_ids=new_ids, session_ids=session_ids):
        await questions.insert(
            conn,
            msgspec.structs.replace(
                question,
                label=move.text(question.label) or question.label,
                label_en=move.text(question.label_en),
                help=move.text(question.help),
                help_en=move.text(question.help_en),
            ),
        )
    consent = await questions.find_consent(conn, new.organiser_id, cohort_id)
    if consent.text:
        await questions.add_consent(
            conn,
            new.organiser_id,
            new.id,
            version=1,
            text=consent.text,
            text_en=consent.text_en,
            now=caller.now,
        )


def _parents_first(copies: list[Session]) -> list[Session]:
    """Order sessions so that a session is stored before those that refer to it."""
    by_id = {session.id: session for session in copies}
    ordered: dict[UUID, Session] = {}

    def place(session: Session) -> None:
        for needed in (session.parent_id, session.replaces_id):
            if needed in by_id and needed not in ordered and needed != session.id:
                place(by_id[needed])
        ordered.setdefault(session.id, session)

    for session in copies:
        place(session)
    return list(ordered.values())


def _copy_rule(rule: InvitationRule, cohort_id: UUID, new_ids: dict[UUID, UUID], days: int) -> InvitationRule:
    return msgspec.structs.replace(
        rule,
        id=ids.new(),
        cohort_id=cohort_id,
        session_ids=list(
            dict.fromkeys(new_ids[session_id] for session_id in rule.session_ids if session_id in new_ids)
        )
        if rule.session_ids is not None
        else None,
        opens_on=rules.move_date(rule.opens_on, days),
        respond_by=rules.move_date(rule.respond_by, days),
        invited_at=None,
        version=1,
    )
