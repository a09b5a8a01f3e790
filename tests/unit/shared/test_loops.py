"""What goes on for as long as the process: rung early, and no more often than it is to be."""

import asyncio

import pytest

from shared.loops import Bell, forever


async def steps_after_two_rings(rest_seconds: float) -> int:
    """How often a step has been done when its bell rings twice right after the first."""
    bell, steps = Bell(), 0

    async def step() -> bool:
        nonlocal steps
        steps += 1
        return False

    task = asyncio.create_task(forever("prov", step, ear=bell.ear(), rest_seconds=rest_seconds))
    for _ in range(2):
        for _ in range(20):
            await asyncio.sleep(0)
        bell.ring()
    for _ in range(20):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return steps


async def test_a_loop_is_woken_by_each_ring():
    assert await steps_after_two_rings(0) == 3


async def test_a_loop_that_rests_does_not_heed_a_ring_before_it_has_rested():
    assert await steps_after_two_rings(3600) == 1
