"""The kinds of faults. Each breaks something, and repairs it unless the installation does so by itself."""

import asyncio
import contextlib
import random
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from tests.faults.clock import LIBRARY, SteppedClock
from tests.faults.place import Place
from tests.support import pooler, small_disk
from tests.support.waiting import until

Fault = Callable[[Place, random.Random], Coroutine[Any, Any, None]]


def _kill(child: str) -> Fault:
    async def fault(place: Place, dice: random.Random) -> None:
        del dice
        await place.replaced(child, place.kill(child))

    return fault


async def _empty_the_queue(place: Place, dice: random.Random) -> None:
    redis = Redis(unix_socket_path=str(place.data / "redis.sock"))
    # Another fault of the round may have killed the server.
    with contextlib.suppress(RedisError, OSError):
        for _ in range(dice.randint(1, 10)):
            await redis.flushall()
            await asyncio.sleep(0.05)
    await redis.aclose()


def _network(to: str, how: str, longest: float) -> Fault:
    async def fault(place: Place, dice: random.Random) -> None:
        proxy = place.proxies[to]
        if how == "slow":
            proxy.delay = dice.uniform(0.005, 0.05)
        else:
            getattr(proxy, how)()
        if how != "reset":
            await asyncio.sleep(dice.uniform(0.2, longest))
        proxy.mend()

    return fault


def _kill_one_of_two(name: str) -> Fault:
    async def fault(place: Place, dice: random.Random) -> None:
        await place.start_twin(name)
        await asyncio.sleep(dice.uniform(1.0, 2.5))
        await asyncio.to_thread(place.end_twin, name, signal.SIGKILL)

    return fault


def _restart_one_of_two(name: str) -> Fault:
    """Restart a service as a deployment does: a second process takes over meanwhile."""

    async def fault(place: Place, dice: random.Random) -> None:
        await place.start_twin(name)
        await asyncio.sleep(dice.uniform(1.0, 2.0))
        await place.replaced(name, place.kill(name, signal.SIGTERM))
        await place.ready()
        await asyncio.to_thread(place.end_twin, name, signal.SIGTERM)

    return fault


async def _pause_the_sender(place: Place, dice: random.Random) -> None:
    """Suspend notify for longer than its lease, as when a virtual machine is moved; its twin takes over, then it resumes."""
    await place.start_twin("notify")
    pid = place.run["pids"]["notify"]
    place.kill("notify", signal.SIGSTOP)
    await asyncio.sleep(dice.uniform(8.5, 10.0))
    if place.run["pids"].get("notify") == pid:
        place.kill("notify", signal.SIGCONT)


def _step_the_clock(name: str) -> Fault:
    """Step the clock of a second process twice, forwards or back, and then set it right again."""

    async def fault(place: Place, dice: random.Random) -> None:
        clock = SteppedClock(place.folder / f"{name}.clock")
        await place.start_twin(name, clock.environ)
        for _ in range(2):
            await asyncio.sleep(dice.uniform(0.7, 1.5))
            clock.step(dice.choice([-1, 1]) * dice.randint(60, 5 * 3600))
        await asyncio.sleep(dice.uniform(0.7, 1.5))
        clock.step(0)
        await asyncio.sleep(0.3)
        # Another fault of the round may have ended the process; a stepped clock must not.
        if (twin := place.twins.get(name)) is not None:
            assert twin.poll() is None, f"{name} ended by itself when its clock was stepped"
        await asyncio.to_thread(place.end_twin, name, signal.SIGTERM)

    return fault


async def _read_only(place: Place, dice: random.Random) -> None:
    """As a server that has become a standby: it answers, and takes no writes."""
    await place.command("alter system set default_transaction_read_only = on")
    await place.command("select pg_reload_conf()")
    await asyncio.sleep(dice.uniform(0.5, 4.0))
    await place.command("alter system reset default_transaction_read_only")
    await place.command("select pg_reload_conf()")


def _between(place: Place, server: str, port: int) -> None:
    """Lead what connects from now on through something in between."""
    place.detours[server] = ("127.0.0.1", port)
    place.proxies[server].reset()


async def _refuse_us(place: Place, dice: random.Random) -> None:
    """A relay that no longer knows us: every mail is refused for good, at a moment that relays choose."""
    when = dice.choice(["at_sender", "at_recipient", "at_message"])
    reply = dice.choice(
        ["553 5.7.1 Sender address rejected: not owned by user", "550 relay not permitted", "550 no"]
    )
    setattr(place.relay, when, lambda _: reply)
    _between(place, "smtp", place.relay.port)
    await asyncio.sleep(dice.uniform(1.0, 5.0))
    place.relay.be_kind()


async def _busy_mailbox(place: Place, dice: random.Random) -> None:
    """The first mailbox that gets mail says 450 for some seconds, and is the only one."""
    busy: list[str] = []

    def answer(to: str) -> str | None:
        if not busy:
            busy.append(to)
        return "450 4.2.1 mailbox busy" if to in busy else None

    place.relay.at_recipient = answer
    _between(place, "smtp", place.relay.port)
    await asyncio.sleep(dice.uniform(2.0, 6.0))
    place.relay.be_kind()


async def _slow_filter(place: Place, dice: random.Random) -> None:
    """What is handed over within a second or two is looked at for forty before it is accepted."""
    before = place.relay.filtered
    place.relay.seconds = 40.0
    _between(place, "smtp", place.relay.port)

    async def has_begun() -> bool:
        return place.relay.filtered > before

    with contextlib.suppress(TimeoutError):
        await until(has_begun, seconds=20)
    await asyncio.sleep(dice.uniform(1.0, 2.0))
    place.relay.seconds = 0.0
    await asyncio.sleep(41.0)


async def _lose_pooled_sessions(place: Place, dice: random.Random) -> None:
    """A pooler in between is killed and started anew; only one is there at a time."""
    if place.pooler is None or "postgres" in place.detours:
        return
    place.detours["postgres"] = ("127.0.0.1", place.pooler.port)
    await asyncio.to_thread(place.pooler.start)
    _between(place, "postgres", place.pooler.port)
    await asyncio.sleep(dice.uniform(0.5, 2.0))
    await asyncio.to_thread(place.pooler.end, kill=True)
    await asyncio.sleep(dice.uniform(0.0, 1.0))
    await asyncio.to_thread(place.pooler.start)
    await asyncio.sleep(dice.uniform(0.5, 2.0))
    place.detours.pop("postgres", None)
    await asyncio.to_thread(place.pooler.end)


def _full_disk(shortest: float, longest: float) -> Fault:
    async def fault(place: Place, dice: random.Random) -> None:
        if place.disk is None:
            return  # another place than the one that was looked at when the kinds were listed
        await asyncio.to_thread(place.disk.fill)
        await asyncio.sleep(dice.uniform(shortest, longest))
        place.disk.free()

    return fault


async def _migrate(place: Place, dice: random.Random) -> None:
    del dice
    code, output = await place.installation.kallelse("migrate")
    assert code == 0, output


KINDS: dict[str, Fault] = {
    "kill -9 registration": _kill("registration"),
    "kill -9 notify": _kill("notify"),
    "kill -9 PostgreSQL": _kill("postgres"),
    "kill -9 Valkey": _kill("redis"),
    "kill -9 mail server": _kill("mailbox"),
    "FLUSHALL": _empty_the_queue,
    "network to PostgreSQL reset": _network("postgres", "reset", 0),
    "network to PostgreSQL cut": _network("postgres", "cut", 2.0),
    "network to PostgreSQL stalls": _network("postgres", "stall", 3.0),
    "network to PostgreSQL slow": _network("postgres", "slow", 2.0),
    "network to Valkey cut": _network("redis", "cut", 2.0),
    "network to Valkey stalls": _network("redis", "stall", 6.0),
    "network to mail server reset": _network("smtp", "reset", 0),
    "network to mail server cut": _network("smtp", "cut", 2.0),
    "network to mail server stalls": _network("smtp", "stall", 3.0),
    "one of two registration killed": _kill_one_of_two("registration"),
    "one of two notify killed": _kill_one_of_two("notify"),
    "rolling restart of registration": _restart_one_of_two("registration"),
    "rolling restart of notify": _restart_one_of_two("notify"),
    "notify asleep past its lease": _pause_the_sender,
    "migrate under load": _migrate,
    "PostgreSQL read-only": _read_only,
    "relay refuses us": _refuse_us,
    "a mailbox says 450": _busy_mailbox,
    "a filter takes 40 s": _slow_filter,
}
if pooler.PROGRAM.exists():
    KINDS["a pooler loses its sessions"] = _lose_pooled_sessions
if small_disk.CAN_MOUNT:
    KINDS |= {
        "disk full for a second": _full_disk(0.2, 1.2),
        "disk full for a minute": _full_disk(60.0, 60.0),
    }
if LIBRARY:
    KINDS |= {
        "clock of one of two registration stepped": _step_the_clock("registration"),
        "clock of one of two notify stepped": _step_the_clock("notify"),
    }
# Faults after which a lease has to run out take the longest, and are chosen less often.
WEIGHTS: dict[str, int] = {
    "notify asleep past its lease": 1,
    "disk full for a minute": 1,
    "a filter takes 40 s": 1,
}
