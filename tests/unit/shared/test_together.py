"""Calls during a batch run together as the next batch; a single call does not wait, and each call gets its own error."""

import asyncio

import pytest

from shared.batching import Coalescer
from tests.support.waiting import until


class RecordingWorker:
    """Does each batch when it may continue, and records the batches."""

    def __init__(self, **more) -> None:
        self.coalescer: Coalescer[str, int, int] = Coalescer(self.work, **more)
        self.batches: list[tuple[str, list[int]]] = []
        self.may_continue = asyncio.Event()

    def has_begun(self, number):
        async def enough_batches_begun():
            return len(self.batches) >= number

        return enough_batches_begun

    async def work(self, key, items):
        self.batches.append((key, list(items)))
        await self.may_continue.wait()
        if any(item == 1313 for item in items):
            raise LookupError
        return [ValueError() if item < 0 else item * 2 for item in items]


async def test_a_single_call_is_done_at_once():
    worker = RecordingWorker()
    worker.may_continue.set()

    assert await worker.coalescer.do("a", 1) == 2
    assert await worker.coalescer.do("a", 2) == 4
    assert worker.batches == [("a", [1]), ("a", [2])]


async def test_calls_during_a_batch_are_done_in_order_as_the_next_batch():
    worker = RecordingWorker()
    calls = [asyncio.create_task(worker.coalescer.do("a", n)) for n in range(5)]
    other = asyncio.create_task(worker.coalescer.do("b", 7))
    await asyncio.sleep(0)
    worker.may_continue.set()

    assert await asyncio.gather(*calls, other) == [0, 2, 4, 6, 8, 14]
    assert worker.batches == [("a", [0]), ("b", [7]), ("a", [1, 2, 3, 4])]


async def test_a_returned_error_goes_to_its_call_and_a_raised_error_to_the_whole_batch():
    worker = RecordingWorker()
    calls = [asyncio.create_task(worker.coalescer.do("a", n)) for n in (1, 2, -1, 3)]
    failing_calls = [asyncio.create_task(worker.coalescer.do("b", n)) for n in (1, 1313, 2)]
    await asyncio.sleep(0)
    worker.may_continue.set()

    first_result, second_result, refused, third_result = await asyncio.gather(*calls, return_exceptions=True)
    assert (first_result, second_result, third_result) == (2, 4, 6)
    assert isinstance(refused, ValueError)
    first, *others = await asyncio.gather(*failing_calls, return_exceptions=True)
    assert first == 2
    assert [type(other) for other in others] == [LookupError, LookupError]
    assert await worker.coalescer.do("b", 5) == 10


async def test_a_batch_has_at_most_a_hundred_calls():
    worker = RecordingWorker()
    calls = [asyncio.create_task(worker.coalescer.do("a", n)) for n in range(202)]
    await asyncio.sleep(0)
    worker.may_continue.set()

    await asyncio.gather(*calls)
    assert [len(batch) for _, batch in worker.batches] == [1, 100, 100, 1]


async def test_a_cancelled_call_does_not_stop_the_others():
    worker = RecordingWorker()
    first, second, third = (asyncio.create_task(worker.coalescer.do("a", n)) for n in range(3))
    await asyncio.sleep(0)
    first.cancel()
    second.cancel()
    worker.may_continue.set()

    with pytest.raises(asyncio.CancelledError):
        await first
    assert await third == 4


async def test_a_batch_that_takes_long_does_not_keep_the_next_from_starting():
    worker = RecordingWorker(patience_seconds=0)
    stuck = asyncio.create_task(worker.coalescer.do("a", 1))
    others = [asyncio.create_task(worker.coalescer.do("a", n)) for n in (2, 3)]
    await until(worker.has_begun(2), seconds=10)
    last = asyncio.create_task(worker.coalescer.do("a", 4))
    await until(worker.has_begun(3), seconds=10)
    assert worker.batches == [("a", [1]), ("a", [2, 3]), ("a", [4])]
    assert not any(task.done() for task in (stuck, *others, last))

    worker.may_continue.set()
    assert await asyncio.gather(stuck, *others, last) == [2, 4, 6, 8]
    assert await worker.coalescer.do("a", 5) == 10
    assert worker.coalescer._waiting == {}


async def test_calls_are_cancelled_when_their_batch_is_cancelled():
    async def cut_off(_, items):
        await asyncio.sleep(0)
        if items == ["first"]:
            return ["done"]
        raise asyncio.CancelledError

    coalescer: Coalescer[str, str, str] = Coalescer(cut_off)
    first = asyncio.create_task(coalescer.do("a", "first"))
    others = [asyncio.create_task(coalescer.do("a", item)) for item in ("second", "third")]

    assert await first == "done"
    async with asyncio.timeout(10):
        errors = await asyncio.gather(*others, return_exceptions=True)
    assert [type(error) for error in errors] == [asyncio.CancelledError] * 2
    assert coalescer._waiting == {}
