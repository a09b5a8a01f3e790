"""Streams are counted by session, and a signal to stop ends all of them."""

import signal
from types import SimpleNamespace

import uvicorn

from services.registration.app import _Server
from services.registration.web.kit.live_streams import MOST, LiveStreams


def test_a_session_has_as_many_as_it_may_and_another_has_its_own():
    live = LiveStreams()
    opened = [live.counted(b"a") for _ in range(MOST)]
    for one in opened:
        one.__enter__()
    assert (live.has_room(b"a"), live.has_room(b"b")) == (False, True)
    opened[0].__exit__(None, None, None)
    assert live.has_room(b"a")


def test_the_signal_to_stop_reaches_the_streams_before_the_server_waits_for_them():
    live = LiveStreams()
    app = SimpleNamespace(services=SimpleNamespace(live=live))
    server = _Server(uvicorn.Config(app), app)
    server.handle_exit(signal.SIGTERM, None)
    assert (live.is_stopping, server.should_exit) == (True, True)
    assert not live.has_room(b"a")
