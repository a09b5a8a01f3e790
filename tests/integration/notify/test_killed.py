"""A worker that is killed at full speed: what it had handed over is not sent again."""

import asyncio

from services.notify.actions.attempt_buffer import AttemptBuffer
from services.notify.actions.journal import Journal
from tests.support.notify import a_person, an_invitation
from tests.support.notify_mails import COMMON, ahead, somebody
from tests.support.notify_running import crash
from tests.support.relay import FakeRelay


async def killed_after(post, relay, count, monkeypatch, *, journal):
    """A worker whose marks never reach the ledger; then it is gone without a word."""

    async def never(_):
        await asyncio.sleep(60)

    with monkeypatch.context() as patch:
        patch.setattr(AttemptBuffer, "mark_soon", never)
        patch.setattr(AttemptBuffer, "mark", never)
        dying = post.deliverer(port=relay.port, journal=journal)
        task = asyncio.create_task(dying.run())
        await relay.wait_for(count)

        await crash(dying, task)
    await post.pool.execute("update worker set beat_at = beat_at - interval '9 seconds'")


async def test_a_killed_worker_s_accepted_mails_are_not_sent_again(post, tmp_path, monkeypatch):
    people = [one for n in range(60) for one in somebody(f"P{n} Ek", f"p{n}@nora.example")]
    await post.tell(*COMMON, ahead(), *people)
    async with FakeRelay() as relay:
        relay.seconds = 0.01
        dead = Journal(tmp_path)
        await killed_after(post, relay, 30, monkeypatch, journal=dead)
        handed_over = len(relay.taken)
        dead.close()

        post.start(port=relay.port, journal=Journal(tmp_path))
        async with asyncio.timeout(15):
            while set((await post.statuses()).values()) != {"sent"}:
                await post.quiet(seconds=0.1)

        twice = len(relay.taken) - 60
        assert handed_over >= 30
        # At most one a connection: the mail whose answer was on its way.
        assert twice <= 8
        row = await post.pool.fetchrow("select last_answer, attempts from delivery limit 1")
        assert tuple(row) == ("250 2.0.0 taken", 1)
        assert not dead._path.exists()


async def test_a_worker_tells_registration_of_the_invitations_that_a_dead_one_had_sent(
    post, tmp_path, monkeypatch
):
    await post.tell(
        *COMMON, ahead(), a_person("Karin Holm", email="karin@nora.example"), an_invitation(respond_by=None)
    )
    async with FakeRelay() as relay:
        dead = Journal(tmp_path)
        await killed_after(post, relay, 1, monkeypatch, journal=dead)
        dead.close()
        writes = post.outbox_writes

        post.start(port=relay.port, journal=Journal(tmp_path))
        async with asyncio.timeout(10):
            while set((await post.statuses()).values()) != {"sent"}:
                await post.quiet(seconds=0.1)

        assert len(relay.taken) == 1
        assert post.outbox_writes > writes
        assert await post.pool.fetchval("select count(*) from outbox") == 1
