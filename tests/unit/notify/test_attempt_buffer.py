"""Attempts that are gathered while others are being marked."""

from datetime import timedelta

import pytest

from services.notify.actions import attempt_buffer
from services.notify.actions.attempt_buffer import AttemptBuffer
from tests.support.notify import an_id


class Ledger:
    """Notes what is written, in order; `meanwhile` is called once, while the first attempts are being written."""

    def __init__(self):
        self.written = []
        self.meanwhile = lambda: None
        self.revival_fails = False

    async def mark(self, _pool, attempts, **_):
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        self.written.extend(attempts)
        return False

    async def revive(self, _pool, delivery_ids):
        if self.revival_fails:
            self.revival_fails = False
            raise ConnectionResetError
        self.written.extend(("revived", one) for one in delivery_ids)
        return False


@pytest.fixture
def ledger(monkeypatch):
    ledger = Ledger()
    monkeypatch.setattr(attempt_buffer, "mark_mails", ledger.mark)
    monkeypatch.setattr(attempt_buffer, "revive_mails", ledger.revive)
    return ledger


@pytest.fixture
def buffer():
    return AttemptBuffer(None, timedelta(seconds=30), lambda _: None, lambda: None)


async def test_a_mail_judged_too_soon_while_others_are_marked_is_revived_after_it_is_marked(ledger, buffer):
    def judge():
        buffer.add("refused")
        buffer.revive([an_id("refused")])

    ledger.meanwhile = judge
    buffer.add("before")

    assert await buffer.mark()
    assert not await buffer.mark()

    assert ledger.written == ["before", "refused", ("revived", an_id("refused"))]


async def test_a_revival_that_the_database_has_lost_is_tried_again_and_marks_nothing_twice(ledger, buffer):
    ledger.revival_fails = True
    buffer.add("refused")
    buffer.revive([an_id("refused")])
    with pytest.raises(ConnectionResetError):
        await buffer.mark()

    assert not await buffer.mark()

    assert ledger.written == ["refused", ("revived", an_id("refused"))]
