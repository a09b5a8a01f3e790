"""Deliveries become mails: once each, with the same bytes at every attempt, and no domain waits for another."""

import asyncio
from datetime import timedelta

import pytest

from infra.mailbox.answers import by_table
from infra.mailbox.server import Mailbox
from services.notify.actions import claimer
from shared import times
from tests.support.notify import (
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    an_id,
    an_invitation,
    an_organiser,
    newer,
)
from tests.support.notify_running import crash

COMMON = (an_organiser(), a_programme(), a_cohort())


def ahead(number=1, **changes):
    """A session some weeks from now by the real clock, which the database uses."""
    starts_at = (times.now() + timedelta(weeks=2 + number)).replace(microsecond=0)
    return a_session(number, **{"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=3), **changes})


def somebody(name, email, **changes):
    seat = a_seat(who=name, since=times.now())
    return (
        a_person(name, email=email),
        a_registration(seat, who=name, registered_at=times.now(), **changes),
    )


def confirmation(name):
    return f"confirmation:{an_id(f'registration {name}')}"


async def test_a_registration_is_confirmed_by_a_mail_with_its_calendar_entry(post):
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))

    (mail,) = await post.mails(1)

    assert mail["X-Kallelse-Key"] == confirmation("Karin Holm")
    assert mail["To"] == "Karin Holm <karin@nora.example>"
    assert mail["Message-ID"].startswith("<confirmation.")
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain", "text/html", "text/calendar", "application/ics",
    ]  # fmt: skip
    row = await post.until(confirmation("Karin Holm"), "sent")
    assert (row["to_address"], row["attempts"], row["subject"]) == ("karin@nora.example", 1, mail["Subject"])
    entry = await post.pool.fetchrow("select * from calendar_entry")
    assert (entry["sequence"], entry["is_placed"]) == (0, True)
    assert entry["address"] in mail["From"]


async def test_a_delivery_refused_permanently_is_failed_after_one_attempt(post):
    post.mailbox.answer = by_table({"karin@nora.example": "550 5.1.1 no such karin@nora.example"})
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))

    row = await post.until(confirmation("Karin Holm"), "failed")

    assert (row["attempts"], row["last_answer"]) == (1, "550 5.1.1 no such …@…")


async def test_a_delivery_after_a_refused_one_is_sent_on_the_same_connection(post):
    post.mailbox.answer = by_table({"bad@nora.example": "550 5.1.1 no"})
    await post.tell(
        *COMMON,
        ahead(),
        *somebody("Bad One", "bad@nora.example"),
        *somebody("Good One", "good@nora.example"),
    )
    post.start(connections=1)

    assert await post.keys(1) == [confirmation("Good One")]
    await post.until(confirmation("Bad One"), "failed")


async def test_a_delivery_refused_temporarily_is_tried_again_with_the_same_bytes(post):
    post.mailbox.answer = by_table({"nora.example": "data: 451 4.7.1 greylisted"})
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    first = await post.until(confirmation("Karin Holm"), "deferred")

    post.mailbox.answer = by_table({})
    await post.mails(1)
    row = await post.until(confirmation("Karin Holm"), "sent")

    assert row["message"] == first["message"] == post.mailbox.raws()[0]
    assert (row["message_id"], row["attempts"] >= 2) == (first["message_id"], True)


async def test_a_receiving_domain_that_refuses_rests_and_other_domains_are_served(post):
    post.mailbox.answer = by_table({"slow.example": "451 4.7.1 wait"})
    people = [event for n in range(20) for event in somebody(f"Slow {n}", f"p{n}@slow.example")]
    await post.tell(*COMMON, ahead(), *people, *somebody("Quick One", "quick@nora.example"))
    post.start(wait=60)

    assert await post.keys(1) == [confirmation("Quick One")]
    for n in range(20):
        await post.until(confirmation(f"Slow {n}"), "deferred")
    tried = await post.pool.fetchval(
        "select count(*) from delivery where attempts > 0 and domain = 'slow.example'"
    )
    assert tried == 3  # so many addresses, and the domain rests


async def test_a_receiving_domain_that_hangs_does_not_delay_other_domains(post):
    post.mailbox.answer = by_table({"silent.example": "hang"})
    silent = [event for n in range(10) for event in somebody(f"Silent {n}", f"p{n}@silent.example")]
    quick = [event for n in range(40) for event in somebody(f"Quick {n}", f"p{n}@nora.example")]
    await post.tell(*COMMON, ahead(), *silent, *quick)
    post.start(timeout=30)

    assert len(await post.keys(40, seconds=5)) == 40


async def test_other_domains_are_served_while_as_many_domains_hang_as_there_are_connections(post):
    names = [f"silent{n}.example" for n in range(4)]
    post.mailbox.answer = by_table(dict.fromkeys(names, "hang"))
    silent = [event for name in names for event in somebody(f"At {name}", f"p@{name}")]
    await post.tell(*COMMON, ahead(), *silent, *somebody("Quick One", "quick@nora.example"))
    post.start(timeout=30)

    assert await post.keys(1, seconds=8) == [confirmation("Quick One")]


async def test_a_domain_that_has_answered_is_served_however_many_others_hang(post):
    await post.tell(*COMMON, ahead(), *somebody("Quick One", "quick@nora.example"))
    names = [f"silent{n}.example" for n in range(12)]
    post.mailbox.answer = by_table(dict.fromkeys(names, "hang"))
    post.start(timeout=30)
    await post.mails(1)
    await post.tell(*(event for name in names for event in somebody(f"At {name}", f"p@{name}")))
    await post.until(confirmation(f"At {names[0]}"), "sending", is_fixed=True)

    await post.tell(*somebody("Quick Two", "quick2@nora.example"))

    assert await post.keys(2, seconds=8) == sorted([confirmation("Quick One"), confirmation("Quick Two")])


async def test_a_delivery_to_a_hanging_receiver_times_out_and_is_tried_again(post):
    post.mailbox.answer = by_table({"silent.example": "hang"})
    post.start(timeout=0.3)
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@silent.example"))
    row = await post.until(confirmation("Karin Holm"), "deferred")
    assert row["last_answer"] == "no answer in time"

    post.mailbox.answer = by_table({})

    assert await post.keys(1) == [confirmation("Karin Holm")]


async def test_a_delivery_whose_answer_was_lost_is_sent_again_as_the_same_message(post):
    post.mailbox.answer = by_table({"nora.example": "data: hang"})
    post.start(timeout=0.3)
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    await post.mails(1)
    post.mailbox.answer = by_table({})

    first, second = await post.mails(2)

    assert first.as_bytes() == second.as_bytes()
    assert first["Message-ID"] == second["Message-ID"]


async def test_a_delivery_counts_no_attempt_while_the_relay_is_away(post, unused_port, tmp_path):
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    post.start(port=unused_port)
    row = await post.until(confirmation("Karin Holm"), "deferred")
    assert (row["attempts"], row["first_try_at"]) == (0, None)
    assert row["last_answer"].startswith("the mail server is away")

    back = Mailbox.in_folder(tmp_path / "back")
    await back.start(port=unused_port)
    try:
        await back.wait_for(1)
        await post.until(confirmation("Karin Holm"), "sent")
    finally:
        await post.stop()
        await back.stop()


@pytest.mark.parametrize(
    "address", ["två@nora.example", "a@b@nora.example", "x@nora.example>\r\nRCPT TO:<e@z.example"]
)
async def test_a_delivery_to_an_address_invalid_in_smtp_is_failed_without_an_attempt(post, address):
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", address), *somebody("Bo Ek", "bo@nora.example"))

    row = await post.until(confirmation("Karin Holm"), "failed")

    assert (row["attempts"], row["message"]) == (0, None)
    assert address not in row["last_answer"]
    assert await post.keys(1) == [confirmation("Bo Ek")]


async def test_a_receiving_domain_with_swedish_letters_is_written_in_ascii(post):
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@örebro.example"))

    await post.until(confirmation("Karin Holm"), "sent")

    assert post.mailbox.messages.list_newest(limit=1)[0].to[0].address == "karin@xn--rebro-iua.example"


async def test_a_delivery_to_a_person_without_an_address_is_failed(post):
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", None))

    row = await post.until(confirmation("Karin Holm"), "failed")

    assert row["last_answer"] == "the person has no e-mail address"


async def test_the_outcome_of_each_invitation_delivery_is_put_in_the_outbox(post):
    post.mailbox.answer = by_table({"bad@nora.example": "550 5.1.1 no"})
    respond_by = (times.now() + timedelta(days=5)).date()
    post.start()
    await post.tell(
        *COMMON,
        ahead(),
        a_person("Good One", email="good@nora.example"),
        a_person("Bad One", email="bad@nora.example"),
        an_invitation(who="Good One", respond_by=respond_by),
        an_invitation(who="Bad One", respond_by=respond_by),
    )

    await post.until(f"invitation:{an_id('invitation Good One')}", "sent")
    await post.until(f"invitation:{an_id('invitation Bad One')}", "failed")

    rows = await post.pool.fetch(
        "select convert_from(payload, 'utf8')::jsonb as event from outbox where kind = 'invitation_delivery'"
    )
    assert {row["event"]["id"]: row["event"]["outcome"] for row in rows} == {
        str(an_id("invitation Good One")): "sent",
        str(an_id("invitation Bad One")): "failed",
    }
    assert post.outbox_writes > 0


async def test_a_fixed_delivery_of_a_dead_worker_is_sent_with_the_same_bytes(post):
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    post.mailbox.answer = by_table({"nora.example": "hang"})
    dying = post.deliverer(timeout=60)
    task = asyncio.create_task(dying.run())
    first = await post.until(confirmation("Karin Holm"), "sending", is_fixed=True)
    # Simulates a crash: no heartbeat for longer than a lease, and no cleanup on cancellation.
    await crash(dying, task)
    await post.pool.execute(
        "update delivery set status = 'sending', claimed_by = $1, due_at = now()", dying.lease.worker_id
    )
    await post.pool.execute(
        "insert into worker values ($1, clock_timestamp() - interval '9 seconds')"
        " on conflict (id) do update set beat_at = excluded.beat_at",
        dying.lease.worker_id,
    )
    post.mailbox.answer = by_table({})

    post.start()
    await post.mails(1)

    assert post.mailbox.raws()[0] == first["message"]


async def test_two_workers_send_each_delivery_once(post):
    people = [event for n in range(150) for event in somebody(f"Person {n}", f"p{n}@nora.example")]
    await post.tell(*COMMON, ahead(), *people)
    post.start()
    post.start()

    keys = await post.keys(150)
    await post.stop()

    assert len(keys) == len(set(keys)) == 150
    assert set((await post.statuses()).values()) == {"sent"}


async def test_a_stopped_worker_gives_back_its_claims_on_unsent_deliveries(post):
    post.mailbox.answer = by_table({"silent.example": "hang"})
    await post.tell(
        *COMMON, ahead(), *[event for n in range(5) for event in somebody(f"P {n}", f"p{n}@silent.example")]
    )
    post.start(timeout=1.5)
    await post.until(confirmation("P 0"), "sending")

    await post.stop()

    assert set((await post.statuses()).values()) == {"deferred"}
    assert await post.pool.fetchval("select count(*) from worker") == 0


async def test_a_confirmation_is_cancelled_when_its_session_ends_before_it_is_sent(post):
    session = ahead(
        starts_at=times.now() + timedelta(seconds=0.3), ends_at=times.now() + timedelta(seconds=0.5)
    )
    await post.tell(*COMMON, session, *somebody("Karin Holm", "karin@nora.example"))
    await asyncio.sleep(0.6)

    post.start()

    row = await post.until(confirmation("Karin Holm"), "cancelled")
    assert row["last_answer"] == "it came too late"


async def test_a_session_change_between_claim_and_rendering_is_in_the_mail(post):
    session = ahead()
    await post.tell(*COMMON, session, *somebody("Karin Holm", "karin@nora.example"))
    claimed_by_another = await post.pool.fetchval(
        "update delivery set status = 'sending', claimed_by = gen_random_uuid() returning revision"
    )
    await post.tell(newer(session, place="Sal 3", mode="on_site", edition=2))
    row = await post.pool.fetchrow("select status, revision from delivery")
    assert (row["status"], row["revision"]) == ("planned", claimed_by_another + 1)

    post.start()
    (mail,) = await post.mails(1)

    assert "Sal 3" in mail.get_body(("plain",)).get_content()
    assert await post.quiet() == 1


@pytest.mark.parametrize("lost", ["the answer to the claim", "the bytes"])
async def test_a_delivery_claimed_as_the_database_connection_broke_is_still_sent_once(
    post, monkeypatch, lost
):
    module, name = (claimer.sending, "claim") if lost == "the answer to the claim" else (claimer, "fix_mails")
    in_earnest, gone = getattr(module, name), []

    async def once_in_vain(*args, **kwargs):
        done = await in_earnest(*args, **kwargs)
        if done and not gone:
            gone.append(done)
            raise ConnectionResetError
        return done

    monkeypatch.setattr(module, name, once_in_vain)
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))

    # Well before the lease of this worker, which is alive, would end.
    assert await post.keys(1, seconds=6) == [confirmation("Karin Holm")]
    await post.until(confirmation("Karin Holm"), "sent")
    assert gone
    assert await post.quiet() == 1


async def test_a_claim_that_fails_while_another_is_under_way_is_given_back_too(post, monkeypatch):
    """Eight mails stayed "sending" at a worker that lived, after a disk had been full for a second."""
    claim, fix = claimer.sending.claim, claimer.fix_mails
    is_making, is_claiming, has_failed = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def fail_once(*args, **kwargs):
        if is_making.is_set():
            return await fix(*args, **kwargs)
        is_making.set()
        await is_claiming.wait()
        has_failed.set()
        raise ConnectionResetError

    async def claim_around_the_failure(*args, **kwargs):
        if is_making.is_set() and not has_failed.is_set():
            is_claiming.set()
            await has_failed.wait()
            await asyncio.sleep(0)  # the failure has been noted
        return await claim(*args, **kwargs)

    monkeypatch.setattr(claimer, "fix_mails", fail_once)
    monkeypatch.setattr(claimer.sending, "claim", claim_around_the_failure)
    post.start()
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    await is_making.wait()
    await post.tell(*somebody("Bo Falk", "bo@nora.example"))

    both = {confirmation("Karin Holm"), confirmation("Bo Falk")}
    assert set(await post.keys(2, seconds=6)) == both


async def test_a_worker_without_heartbeat_is_reported_lost_once(post):
    await post.pool.execute(
        "insert into worker (id, beat_at) values (gen_random_uuid(), now() - interval '9 seconds')"
    )

    deliverer = post.deliverer()
    await deliverer.lease.beat()
    await deliverer.lease.sweep()
    await deliverer.lease.sweep()

    assert post.lost_peers == 1
    assert await post.pool.fetchval("select array_agg(id) from worker") == [deliverer.lease.worker_id]


async def test_claims_of_a_dead_worker_are_given_back_and_wake_the_deliverer(post):
    await post.tell(*COMMON, ahead(), *somebody("Karin Holm", "karin@nora.example"))
    await post.pool.execute("update delivery set status = 'sending', claimed_by = gen_random_uuid()")
    deliverer = post.deliverer()
    await deliverer.lease.beat()

    assert await deliverer.lease.sweep()
    assert set((await post.statuses()).values()) == {"deferred"}
    assert not await deliverer.lease.sweep()

    await post.pool.execute("update delivery set status = 'sending', claimed_by = gen_random_uuid()")
    await deliverer._sweep()
    assert deliverer._due.is_set()
