"""Both services' parts on one database, with a mail server."""

import socket

import pytest

from services.registration.store.outgoing import events
from tests.support.both import open_both, open_office


@pytest.fixture
async def both(database, mailbox):
    async with open_both(database, mailbox) as made:
        organiser = made.organiser
        async with organiser.pool.acquire() as conn:
            await events.tell_organisers(conn, organiser.organiser_id, [organiser.organiser_id])
            await events.tell_programmes(conn, organiser.organiser_id, [organiser.programme_id])
        yield made


@pytest.fixture
async def office(both):
    """The organiser's API, on both services."""
    async with open_office(both) as client:
        yield client


@pytest.fixture
def unused_port():
    """A port on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
