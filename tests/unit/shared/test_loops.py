"""Loops that run as long as the process: woken early, limited by their rest, and not ended by failures."""

import asyncio
import logging

import asyncpg
import pytest

from shared.service.loops import WakeSignal, forever, insist


async def steps_after_two_wake_signals(rest_seconds: float) -> int:
    """The number of steps when two wake signals follow right after the first step."""
    wake_signal, steps = WakeSignal(), 0

    async def step() -> bool:
        nonlocal steps
        steps += 1
        return False

    task = asyncio.create_task(forever("prov", step, wake=wake_signal.subscribe(), rest_seconds=rest_seconds))
    for _ in range(2):
        for _ in range(20):
            await asyncio.sleep(0)
        wake_signal.wake_all()
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return steps


async def test_a_loop_runs_a_step_for_each_wake_signal():
    assert await steps_after_two_wake_signals(0) == 3


async def test_a_resting_loop_ignores_wake_signals_until_it_has_rested():
    assert await steps_after_two_wake_signals(3600) == 1


@pytest.mark.parametrize("failure", [ConnectionResetError, LookupError])
async def test_a_loop_continues_after_thousands_of_failures_with_growing_waits(monkeypatch, caplog, failure):
    caplog.set_level(
        logging.CRITICAL, logger="shared.service.loops"
    )  # the logged failures are not checked here
    waits = []

    async def wait(seconds):
        waits.append(seconds)

    async def step():
        if len(waits) == 5000:
            raise asyncio.CancelledError
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr("shared.service.loops.asyncio.sleep", wait)
        with pytest.raises(asyncio.CancelledError):
            await forever("prov", step)

    assert waits[:3] == [0.5, 1.0, 2.0]
    assert max(waits) == (2.0 if failure is ConnectionResetError else 10.0)


async def test_a_cancelled_loop_ends_when_its_step_turns_the_cancellation_into_a_failure():
    begun = asyncio.Event()

    async def step():
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ConnectionResetError from None

    task = asyncio.create_task(forever("prov", step))
    await begun.wait()
    task.cancel()
    async with asyncio.timeout(10):
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(
    ("failure", "tries"), [(ConnectionResetError, 4), (asyncpg.DiskFullError, 4), (LookupError, 1)]
)
async def test_what_was_promised_is_tried_again_while_the_database_is_away_but_not_for_ever(
    monkeypatch, failure, tries
):
    waits, done = [], []

    async def wait(seconds):
        waits.append(seconds)

    async def work():
        done.append(None)
        raise failure

    with monkeypatch.context() as patch:
        patch.setattr("shared.service.loops.asyncio.sleep", wait)
        with pytest.raises(failure):
            await insist("prov", work, most=4)

    assert len(done) == tries
    assert waits == [0.5, 1.0, 2.0][: tries - 1]
