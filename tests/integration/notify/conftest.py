"""Notify on a real database, with a real SMTP server."""

import socket

import pytest

from tests.support.notify_running import RunningNotify, left_behind


@pytest.fixture
async def pool(database):
    return await database.pools.get(database.notify_url, "notify", size=12)


@pytest.fixture
async def post(pool, mailbox, database):
    """Takes events in and sends mails; delivery begins with `start`."""
    running = RunningNotify(pool, mailbox, database.notify_url)
    try:
        yield running
    finally:
        await running.stop()
    assert left_behind() == []


@pytest.fixture
def unused_port():
    """A port on which nobody listens yet."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
