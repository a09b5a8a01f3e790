"""Events for notify, added in the transaction of the change; their replay; and the outcomes that notify reports."""

from collections import Counter
from datetime import UTC, timedelta

import asyncpg
import msgspec
import pytest

from services.registration import inbox
from services.registration.actions.invitations.answer_invitation import answer
from services.registration.actions.invitations.invite import invite
from services.registration.actions.registrations.register import register
from services.registration.store import registrations
from services.registration.store.outgoing import events as outgoing
from services.registration.store.outgoing import everything
from services.registration.store.transaction import one_transaction, transaction
from shared import events, ids
from shared.channel.inbox import ReceivedEvent
from tests.support.caller import a_caller
from tests.support.registration import NOW, OrganiserDriver, an_applicant, an_organiser
from tests.support.servers import Database

pytestmark = pytest.mark.every_postgres


@pytest.fixture
async def invited(organiser: OrganiserDriver) -> tuple[OrganiserDriver, object]:
    cohort = await organiser.cohort()
    await organiser.session(cohort, join_url="https://meet.example/hemligt-rum")
    await organiser.person("Rut R", await organiser.organisation("Skolan"), "rektor")
    await organiser.rule(cohort, await organiser.audience())
    await invite(organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=None)
    return organiser, (await organiser.invitations(cohort))["Rut R"]["id"]


async def test_a_registration_that_is_rolled_back_adds_no_event(organiser: OrganiserDriver):
    cohort = await organiser.cohort()
    await organiser.session(cohort)
    before = len(await organiser.told())

    async def register_and_fail() -> None:
        async with one_transaction(organiser.pool):
            await organiser.register(cohort, "anna@skola.example")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await register_and_fail()

    assert len(await organiser.told()) == before
    assert await organiser.pool.fetchval("select count(*) from registration") == 0


async def test_an_event_that_cannot_be_stored_rolls_back_the_registration(
    organiser: OrganiserDriver, database: Database
):
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    admin = await asyncpg.connect(database.admin_url)
    await admin.execute(
        "alter table registration.outbox add constraint no_more check (kind <> 'registration')"
    )

    with pytest.raises(asyncpg.CheckViolationError):
        await register(
            organiser.batcher,
            a_caller(organiser.organiser_id, now=NOW),
            cohort,
            an_applicant(),
            session_ids=None,
            answers={},
        )

    # The next test uses the same database.
    await admin.execute("alter table registration.outbox drop constraint no_more")
    await admin.close()
    assert await organiser.taken(session) == 0
    assert await organiser.pool.fetchval("select count(*) from person") == 0


async def test_the_meeting_link_is_in_no_event(invited):
    organiser, _ = invited

    payloads = await organiser.pool.fetch("select payload from outbox")

    assert not any(b"hemligt-rum" in row["payload"] for row in payloads)
    assert (await organiser.told(events.Session))[-1].has_join_url


async def test_a_replay_sends_every_snapshot_again_with_the_same_versions(invited):
    organiser, invitation = invited
    await answer(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer="yes", session_ids=None,
        substitute=None, message=None, details=None,
    )  # fmt: skip
    await an_organiser(organiser.pool, "granne")
    latest = {event.id: event for event in await organiser.told()}
    await organiser.pool.execute("delete from outbox")

    async with transaction(organiser.pool) as conn:
        await everything.tell_everything(conn, replayed_at=NOW)

    again = {event.id: event for event in await organiser.told()}
    assert {key: again[key] for key in latest} == latest
    assert Counter(type(event).__name__ for event in again.values()) == {
        "Organiser": 1, "Programme": 1, "Cohort": 1, "Session": 1, "Person": 1, "Invitation": 1, "Registration": 1,
    }  # fmt: skip
    assert {row["replayed_at"] for row in await organiser.pool.fetch("select replayed_at from outbox")} == {
        NOW
    }
    assert await organiser.pool.fetchval("select count(*) from outbox") == 9


async def test_a_replay_of_more_rows_than_one_chunk_sends_them_all(organiser: OrganiserDriver, monkeypatch):
    monkeypatch.setattr(everything, "_CHUNK", 2)
    for n in range(5):
        await organiser.person(f"Person {n}")
    await organiser.pool.execute("delete from outbox")

    async with transaction(organiser.pool) as conn:
        await everything.tell_everything(conn, replayed_at=NOW)

    assert len(await organiser.told(events.Person)) == 5


async def test_an_event_carries_the_epoch_raised_by_a_restore(organiser: OrganiserDriver):
    await organiser.pool.execute("update epoch set value = value + 1")

    await organiser.person("Rut R")

    assert (await organiser.told(events.Person))[-1].epoch == 2


async def test_the_event_of_a_programme_has_its_contact_and_that_it_is_free(organiser: OrganiserDriver):
    contact = ids.new()
    await organiser.pool.execute(
        "insert into contact (organiser_id, id, label, email) values ($1, $2, 'Kontakt', 'ruc@ruc.example')",
        organiser.organiser_id,
        contact,
    )
    await organiser.pool.execute(
        "update programme set contact_id = $1, extra = $2", contact, {"price_sek": 0}
    )

    async with transaction(organiser.pool) as conn:
        await outgoing.tell_programmes(conn, organiser.organiser_id, [organiser.programme_id])

    (event,) = await organiser.told(events.Programme)
    assert (event.is_free, event.contact) == (True, events.Contact(label="Kontakt", email="ruc@ruc.example"))


async def a_delivery_outcome(organiser: OrganiserDriver, invitation, outcome, version=1):
    event = events.InvitationDelivery(
        organiser_id=organiser.organiser_id, id=invitation, epoch=1, version=version, outcome=outcome, at=NOW
    )
    return ReceivedEvent(event=event, made_at=NOW, correlation_id=None, replayed_at=None)


async def test_what_became_of_an_invitation_earlier_changes_nothing_whenever_it_is_told(invited):
    organiser, invitation = invited
    bounced = await a_delivery_outcome(organiser, invitation, "bounced")
    later = msgspec.structs.replace(
        bounced, event=msgspec.structs.replace(bounced.event, at=NOW + timedelta(hours=1))
    )
    sent = await a_delivery_outcome(organiser, invitation, "sent")

    for taken in ([later], [sent], [sent, later], [later, sent]):
        async with transaction(organiser.pool) as conn:
            await inbox.act(conn, taken)

        assert await status(organiser) == "bounced"


async def status(organiser: OrganiserDriver) -> str:
    return await organiser.pool.fetchval("select status from invitation")


async def test_an_invitation_becomes_sent_or_bounced_by_the_outcome_of_its_delivery(invited):
    organiser, invitation = invited
    for outcome, expected in (
        ("sent", "sent"),
        ("bounced", "bounced"),
        ("sent", "sent"),
        ("failed", "bounced"),
    ):
        async with transaction(organiser.pool) as conn:
            await inbox.act(conn, [await a_delivery_outcome(organiser, invitation, outcome)])
        assert await status(organiser) == expected

    assert (await organiser.told(events.Invitation))[-1].version == 5


async def test_the_newest_delivery_outcome_of_a_batch_counts_and_repeating_it_changes_nothing(invited):
    organiser, invitation = invited
    batch = [
        await a_delivery_outcome(organiser, invitation, "bounced", 2),
        await a_delivery_outcome(organiser, invitation, "sent", 1),
    ]
    for _ in range(2):
        async with transaction(organiser.pool) as conn:
            await inbox.act(conn, batch)

    assert await status(organiser) == "bounced"
    assert (await organiser.told(events.Invitation))[-1].version == 2


async def test_a_delivery_outcome_does_not_overwrite_a_declined_invitation(invited):
    organiser, invitation = invited
    await answer(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), invitation, answer="no", session_ids=None,
        substitute=None, message=None, details=None,
    )  # fmt: skip

    async with transaction(organiser.pool) as conn:
        await inbox.act(
            conn,
            [
                await a_delivery_outcome(organiser, invitation, "bounced"),
                await a_delivery_outcome(organiser, ids.new(), "sent"),
            ],
        )
        await inbox.act(conn, [])

    assert await status(organiser) == "declined"


async def test_a_registration_reads_back_as_it_was_made(organiser: OrganiserDriver):
    cohort = await organiser.cohort(capacity=0)
    session = await organiser.session(cohort)
    registration_id = await organiser.register(cohort, "anna@skola.example")

    async with organiser.pool.acquire() as conn:
        (registration,) = await registrations.list_after(conn, organiser.organiser_id, session_id=session)
    assert (
        registration.id,
        registration.person_email,
        registration.registered_at.astimezone(UTC),
        registration.seats[0].position,
    ) == (
        registration_id,
        "anna@skola.example",
        NOW,
        1,
    )
