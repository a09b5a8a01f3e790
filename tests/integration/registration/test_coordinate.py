"""What a coordinator does to cohorts and sessions: publish, move, cancel, copy, remove."""

import asyncio
from datetime import date, timedelta

import pytest

from services.registration.actions.cohorts import delete_cohort
from services.registration.actions.cohorts.change_cohort import change as change_cohort
from services.registration.actions.cohorts.copy_cohort import copy
from services.registration.actions.cohorts.create_cohort import create as create_cohort
from services.registration.actions.cohorts.publish_cohort import cancel, close, publish
from services.registration.actions.invitations import change_invitation_rule, delete_invitation_rule
from services.registration.actions.invitations.expire_invitations import expire
from services.registration.actions.invitations.invite import invite
from services.registration.actions.sessions import delete_session
from services.registration.actions.sessions.cancel_session import cancel as cancel_session
from services.registration.actions.sessions.change_session import change as change_session
from services.registration.domain.cohort import CohortChanges, NewCohort
from services.registration.domain.errors import (
    CohortCancelled,
    CohortNotOpen,
    DependedUpon,
    FieldsRefused,
    InUse,
    NotFound,
    SessionOfAnotherCohort,
    VersionConflict,
)
from services.registration.domain.invitation import InvitationRuleChanges
from services.registration.domain.sessions.session import SessionChanges
from services.registration.store import cohorts, invitation_rules, sessions
from shared import events, ids, times
from tests.support.caller import a_caller, acting, an_initiator
from tests.support.registration import NOW, SOON, TODAY, OrganiserDriver, an_organiser

pytestmark = pytest.mark.every_postgres


async def change(organiser: OrganiserDriver, session, *, version=None, silent=False, reason=None, **changes):
    await change_session(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, SessionChanges(**changes),
        version=version, silent=silent, reason=reason,
    )  # fmt: skip


async def session_of(organiser: OrganiserDriver, session_id):
    async with organiser.pool.acquire() as conn:
        return await sessions.get(conn, organiser.organiser_id, session_id)


async def test_a_cohort_gets_a_unique_slug_made_from_its_name(organiser: OrganiserDriver):
    cohort_ids = [await organiser.cohort(name="Omgång 2, våren") for _ in range(3)]

    async with organiser.pool.acquire() as conn:
        slugs = [
            (await cohorts.get(conn, organiser.organiser_id, cohort_id)).slug for cohort_id in cohort_ids
        ]
        assert await cohorts.find_by_slug(conn, organiser.organiser_id, "omgang-2-varen-3") is not None
    assert slugs == ["omgang-2-varen", "omgang-2-varen-2", "omgang-2-varen-3"]
    with pytest.raises(InUse):
        await create_cohort(
            organiser.pool,
            a_caller(organiser.organiser_id),
            NewCohort(programme_id=organiser.programme_id, name="x", slug="omgang-2-varen"),
        )
    with pytest.raises(NotFound):
        await create_cohort(
            organiser.pool, a_caller(organiser.organiser_id), NewCohort(programme_id=ids.new(), name="x")
        )


async def test_a_cohort_can_be_closed_and_reopened_but_a_cancelled_one_stays_cancelled(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(is_open=False)
    pool_and_caller = acting((organiser.pool, organiser.organiser_id), now=NOW)

    with pytest.raises(CohortNotOpen):
        await close(*pool_and_caller, cohort)
    for action in (publish, publish, close, publish, cancel, cancel):
        await action(*pool_and_caller, cohort)
    for action in (publish, close):
        with pytest.raises(CohortCancelled):
            await action(*pool_and_caller, cohort)

    event_fields = [(event.status, event.version) for event in await organiser.told(events.Cohort)]
    assert event_fields == [("draft", 1), ("open", 2), ("closed", 3), ("open", 4), ("cancelled", 5)]


async def test_cancelling_a_cohort_cancels_its_future_sessions_and_keeps_the_seats(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    ahead = await organiser.session(cohort)
    over = await organiser.session(cohort, on=TODAY - timedelta(days=1))
    anna = await organiser.register(cohort, "anna@skola.example")

    await cancel(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, reason="För få anmälda")

    assert ((await session_of(organiser, ahead)).status, (await session_of(organiser, over)).status) == (
        "cancelled",
        "scheduled",
    )
    assert await organiser.seats(anna) == {ahead: "confirmed"}
    assert (await organiser.told(events.Session))[-1].cancel_reason == "För få anmälda"


async def test_a_session_gets_a_new_edition_by_a_move_or_a_note_but_not_by_a_silent_change(
    organiser: OrganiserDriver,
):
    session = await organiser.session(await organiser.cohort())
    moved = SOON + timedelta(days=1)

    await change(organiser, session, starts_at=moved, reason="Lokalbyte")
    await change(organiser, session, place="Sal 2", silent=True)
    await change(organiser, session, note="Ta med dator")
    await change(organiser, session, note="Ta med dator")

    event_fields = [
        (event.version, event.edition, event.starts_at, event.change_reason)
        for event in await organiser.told(events.Session)
    ]
    assert event_fields == [
        (1, 1, SOON, None),
        (2, 2, moved, "Lokalbyte"),
        (3, 2, moved, "Lokalbyte"),
        (4, 3, moved, None),
    ]


async def test_a_change_to_a_session_or_cohort_with_an_outdated_version_is_refused(
    organiser: OrganiserDriver,
):
    session = await organiser.session(cohort := await organiser.cohort())
    await change(organiser, session, title="Ny", version=1)

    with pytest.raises(VersionConflict):
        await change(organiser, session, title="Gammal", version=1)
    with pytest.raises(VersionConflict):
        await change_cohort(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            cohort,
            CohortChanges(name="x"),
            version=1,
        )
    assert (await session_of(organiser, session)).title == "Ny"


async def test_of_two_simultaneous_changes_to_one_version_of_a_session_one_is_refused(
    organiser: OrganiserDriver,
):
    session = await organiser.session(await organiser.cohort())

    results = await asyncio.gather(
        *(change(organiser, session, title=title, version=1) for title in ("A", "B")), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "VersionConflict"]


async def test_a_session_change_with_invalid_fields_or_by_another_organiser_is_refused(
    organiser: OrganiserDriver,
):
    session = await organiser.session(await organiser.cohort())

    with pytest.raises(FieldsRefused) as refused:
        await change(organiser, session, ends_at=SOON, join_url="javascript:alert(1)", status="cancelled")
    assert {(error.field, error.code) for error in refused.value.errors} == {
        ("status", "not_a_choice"),
        ("join_url", "not_a_url"),
    }
    with pytest.raises(NotFound) as missing:
        await change(organiser, session, host_id=ids.new())
    assert missing.value.what == "host"
    with pytest.raises(NotFound):
        await change(await an_organiser(organiser.pool, "granne"), session, title="x")


async def test_a_session_cancelled_twice_keeps_the_first_reason_and_sends_one_event(
    organiser: OrganiserDriver,
):
    session = await organiser.session(await organiser.cohort())

    for reason in ("Sjukdom", "En gång till"):
        await cancel_session(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, reason=reason
        )

    event_fields = [(event.status, event.cancel_reason) for event in await organiser.told(events.Session)]
    assert event_fields == [("scheduled", None), ("cancelled", "Sjukdom")]
    with pytest.raises(NotFound):
        await cancel_session(
            organiser.pool, a_caller(organiser.organiser_id, now=NOW), ids.new(), reason=None
        )


async def test_a_reinstated_session_promotes_its_waiting_list(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=1)
    session = await organiser.session(cohort)
    for name in ("anna", "bo"):
        await organiser.register(cohort, f"{name}@skola.example")
    await cancel_session(organiser.pool, a_caller(organiser.organiser_id, now=NOW), session, reason="Sjukdom")

    await change(organiser, session, capacity=2)
    assert sorted((await organiser.in_session(session)).values()) == ["confirmed", "waiting"]
    await change(organiser, session, status="scheduled")

    assert sorted((await organiser.in_session(session)).values()) == ["confirmed", "confirmed"]
    assert (await session_of(organiser, session)).cancel_reason is None


async def test_a_copied_cohort_keeps_weekdays_and_local_times_but_no_registrations(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort(
        name="Våren", starts_on=date(2026, 3, 24), capacity=3, calendar="subscription", number=1
    )
    winter = times.instant(date(2026, 3, 24), times.local(SOON).time())  # the clocks change five days later
    first = await organiser.session(
        cohort, starts_at=winter, ends_at=winter + timedelta(hours=2), join_url="https://möte.example/1"
    )
    second = await organiser.session(
        cohort, on=date(2026, 5, 5), replaces_id=first, choice_group="a", parent_id=first
    )
    term_only = await organiser.session(cohort, starts_at=None, term="HT2026")
    await cancel_session(organiser.pool, a_caller(organiser.organiser_id, now=NOW), second, reason="x")
    await organiser.rule(
        cohort,
        await organiser.audience(),
        session_ids=[first],
        opens_on=date(2026, 2, 1),
        respond_by=date(2026, 3, 20),
    )
    await organiser.register(cohort, "anna@skola.example", [first])

    copied = (
        await copy(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            cohort,
            name="Hösten",
            first_session_on=date(2026, 9, 2),
        )
    ).id

    async with organiser.pool.acquire() as conn:
        new = await cohorts.get(conn, organiser.organiser_id, copied)
        copied_sessions = await sessions.list_after(conn, organiser.organiser_id, cohort_id=copied)
        (rule,) = await invitation_rules.list_after(conn, organiser.organiser_id, cohort_id=copied)
    assert (new.name, new.slug, new.status, new.capacity, new.number) == ("Hösten", "hosten", "draft", 3, 2)
    assert new.starts_on == date(2026, 9, 8)
    assert [times.local(copied_sessions[0].starts_at), copied_sessions[1].on, copied_sessions[2].term] == [
        times.local(winter).replace(month=9, day=8, hour=13),
        date(2026, 10, 20),
        "VT2027",
    ]
    assert [(session.status, session.taken, session.cancel_reason) for session in copied_sessions] == [
        ("scheduled", 0, None),
        ("scheduled", 0, None),
        ("announced", 0, None),
    ]
    assert (copied_sessions[0].join_url, copied_sessions[1].parent_id, copied_sessions[1].replaces_id) == (
        None,
        copied_sessions[0].id,
        copied_sessions[0].id,
    )
    assert (rule.session_ids, rule.opens_on, rule.respond_by, rule.invited_at) == (
        [copied_sessions[0].id],
        date(2026, 7, 19),
        date(2026, 9, 4),
        None,
    )
    assert (
        await organiser.pool.fetchval("select count(*) from registration where cohort_id = $1", copied) == 0
    )
    assert term_only not in {session.id for session in copied_sessions}


async def test_a_cohort_or_session_that_something_depends_on_cannot_be_deleted(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    session, free = await organiser.session(cohort), await organiser.session(cohort)
    rule = await organiser.rule(cohort, await organiser.audience(), session_ids=[session])
    pool_and_caller = acting((organiser.pool, organiser.organiser_id))

    with pytest.raises(DependedUpon):
        await delete_cohort.delete(*pool_and_caller, cohort)
    with pytest.raises(DependedUpon):
        await delete_session.delete(*pool_and_caller, session)
    await delete_session.delete(*pool_and_caller, free)
    await delete_invitation_rule.delete(*pool_and_caller, rule)
    await organiser.register(cohort, "anna@skola.example", [session])
    with pytest.raises(DependedUpon):
        await delete_session.delete(*pool_and_caller, session)
    for action in (delete_session, delete_invitation_rule, delete_cohort):
        with pytest.raises(NotFound):
            await action.delete(*pool_and_caller, ids.new())
    assert await organiser.pool.fetchval("select count(*) from seat_count") == 1


async def test_a_later_last_day_to_answer_reopens_expired_invitations_and_sends_an_event(
    organiser: OrganiserDriver,
):
    cohort = await organiser.cohort()
    await organiser.session(cohort)
    await organiser.person("Rut R", await organiser.organisation("Skolan"), "rektor")
    rule = await organiser.rule(cohort, await organiser.audience(), respond_by=TODAY)
    await invite(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None)
    await expire(organiser.pool, an_initiator(now=NOW + timedelta(days=1)))

    await change_invitation_rule.change(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW + timedelta(days=1)),
        rule,
        InvitationRuleChanges(respond_by=TODAY + timedelta(days=7)),
        version=1,
    )

    event = (await organiser.told(events.Invitation))[-1]
    assert (event.status, event.respond_by, event.version) == ("sent", TODAY + timedelta(days=7), 3)
    for version, refused in ((1, VersionConflict), (2, FieldsRefused)):
        with pytest.raises(refused):
            await change_invitation_rule.change(
                organiser.pool,
                a_caller(organiser.organiser_id, now=NOW),
                rule,
                InvitationRuleChanges(kind="kallelse"),
                version=version,
            )


async def test_an_invitation_rule_refuses_sessions_of_another_cohort_and_unknown_audiences(
    organiser: OrganiserDriver,
):
    cohort, other = await organiser.cohort(), await organiser.cohort()
    elsewhere = await organiser.session(other)

    with pytest.raises(SessionOfAnotherCohort):
        await organiser.rule(cohort, await organiser.audience(), session_ids=[elsewhere])
    with pytest.raises(NotFound) as missing:
        await organiser.rule(cohort, ids.new())
    assert missing.value.what == "audience"
