"""What comes while work is being done is done together, next; nothing waits, and an error is everybody's own."""

import asyncio

import pytest

from shared.batching import Coalescer
from tests.support.waiting import until


class RecordingWorker:
    """Does what it is given when it is told to, and remembers what came together."""

    def __init__(self, **more) -> None:
        self.together: Coalescer[str, int, int] = Coalescer(self.work, **more)
        self.batches: list[tuple[str, list[int]]] = []
        self.may_go_on = asyncio.Event()

    def has_begun(self, number):
        async def have_begun():
            return len(self.batches) >= number

        return have_begun

    async def work(self, key, items):
        self.batches.append((key, list(items)))
        await self.may_go_on.wait()
        if any(item == 1313 for item in items):
            raise LookupError
        return [ValueError() if item < 0 else item * 2 for item in items]


async def test_a_single_call_is_done_at_once():
    desk = RecordingWorker()
    desk.may_go_on.set()

    assert await desk.together.do("a", 1) == 2
    assert await desk.together.do("a", 2) == 4
    assert desk.batches == [("a", [1]), ("a", [2])]


async def test_calls_during_a_batch_are_done_in_order_as_the_next_batch():
    desk = RecordingWorker()
    those = [asyncio.create_task(desk.together.do("a", n)) for n in range(5)]
    other = asyncio.create_task(desk.together.do("b", 7))
    await asyncio.sleep(0)
    desk.may_go_on.set()

    assert await asyncio.gather(*those, other) == [0, 2, 4, 6, 8, 14]
    assert desk.batches == [("a", [0]), ("b", [7]), ("a", [1, 2, 3, 4])]


async def test_a_returned_error_goes_to_its_call_and_a_raised_error_to_the_whole_batch():
    desk = RecordingWorker()
    those = [asyncio.create_task(desk.together.do("a", n)) for n in (1, 2, -1, 3)]
    spoilt = [asyncio.create_task(desk.together.do("b", n)) for n in (1, 1313, 2)]
    await asyncio.sleep(0)
    desk.may_go_on.set()

    one, two, refused, three = await asyncio.gather(*those, return_exceptions=True)
    assert (one, two, three) == (2, 4, 6)
    assert isinstance(refused, ValueError)
    first, *others = await asyncio.gather(*spoilt, return_exceptions=True)
    assert first == 2
    assert [type(other) for other in others] == [LookupError, LookupError]
    assert await desk.together.do("b", 5) == 10


async def test_a_batch_has_at_most_a_hundred_calls():
    desk = RecordingWorker()
    those = [asyncio.create_task(desk.together.do("a", n)) for n in range(202)]
    await asyncio.sleep(0)
    desk.may_go_on.set()

    await asyncio.gather(*those)
    assert [len(batch) for _, batch in desk.batches] == [1, 100, 100, 1]


async def test_a_cancelled_call_does_not_stop_the_others():
    desk = RecordingWorker()
    first, second, third = (asyncio.create_task(desk.together.do("a", n)) for n in range(3))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    desk.may_go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await first
    assert await third == 4


async def test_a_batch_that_takes_long_does_not_keep_the_next_from_starting():
    desk = RecordingWorker(patience_seconds=0)
    stuck = asyncio.create_task(desk.together.do("a", 1))
    others = [asyncio.create_task(desk.together.do("a", n)) for n in (2, 3)]
    await until(desk.has_begun(2), seconds=10)
    last = asyncio.create_task(desk.together.do("a", 4))
    await until(desk.has_begun(3), seconds=10)
    assert desk.batches == [("a", [1]), ("a", [2, 3]), ("a", [4])]
    assert not any(task.done() for task in (stuck, *others, last))

    desk.may_go_on.set()
    assert await asyncio.gather(stuck, *others, last) == [2, 4, 6, 8]
    assert await desk.together.do("a", 5) == 10
    assert desk.together._waiting == {}


async def test_calls_are_cancelled_when_their_batch_is_cancelled():
    async def cut_off(_, items):
        await asyncio.sleep(0)
        if items == ["first"]:
            return ["done"]
        raise asyncio.CancelledError

    together: Coalescer[str, str, str] = Coalescer(cut_off)
    first = asyncio.create_task(together.do("a", "first"))
    others = [asyncio.create_task(together.do("a", one)) for one in ("second", "third")]

    assert await first == "done"
    async with asyncio.timeout(10):
        found = await asyncio.gather(*others, return_exceptions=True)
    assert [type(one) for one in found] == [asyncio.CancelledError] * 2
    assert together._waiting == {}
