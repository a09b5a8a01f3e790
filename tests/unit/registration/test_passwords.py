"""Passwords of staff: which match, which get a new hash, and what never matches."""

import asyncio
import hashlib
import threading

import pytest
from argon2 import PasswordHasher

from services.registration.actions.directory.passwords import Passwords, Verified

# The same algorithm at a low cost.
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


async def test_a_password_matches_only_its_own_hash():
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("hemligt ord")

    assert await passwords.verify(stored, "hemligt ord") == Verified(is_right=True)
    assert await passwords.verify(stored, "Hemligt ord") == Verified(is_right=False)
    assert await passwords.verify(stored, "") == Verified(is_right=False)
    assert stored != await passwords.hash("hemligt ord")


async def test_a_password_hash_is_argon2id_with_the_recommended_cost():
    stored = await Passwords().hash("hemligt ord")

    # RFC 9106 section 4, the second recommendation: 3 passes, 4 lanes, 64 MiB.
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_composed_and_decomposed_spellings_are_the_same_password():
    passwords = Passwords(CHEAP)

    assert (await passwords.verify(await passwords.hash("bl\u00e5"), "bla\u030a")).is_right
    assert (await passwords.verify(await passwords.hash("bla\u030a"), "bl\u00e5")).is_right


async def test_a_right_password_with_outdated_parameters_gets_a_new_hash():
    old = await Passwords(PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)).hash("hemligt ord")
    passwords = Passwords(CHEAP)

    found = await passwords.verify(old, "hemligt ord")

    assert found.is_right
    assert await passwords.verify(found.new_hash, "hemligt ord") == Verified(is_right=True)
    assert await passwords.verify(old, "fel ord") == Verified(is_right=False)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "hemligt ord",
        "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ",
        "scrypt$32768$8$1$00$"
        + hashlib.scrypt(b"hemligt ord", salt=b"\0", n=2**15, r=8, p=1, dklen=32, maxmem=2**26).hex(),
    ],
    ids=["nothing", "the password itself", "cut off", "scrypt of before 0.2.0"],
)
async def test_a_stored_text_that_is_no_argon2_hash_matches_no_password(stored):
    assert await Passwords(CHEAP).verify(stored, "hemligt ord") == Verified(is_right=False)


async def test_password_hashes_are_computed_a_few_at_a_time_outside_the_event_loop_thread():
    running, most, threads = 0, 0, set()
    lock, enough = threading.Lock(), threading.Event()

    class Slow(PasswordHasher):
        def hash(self, password, **more):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
                threads.add(threading.get_ident())
                if running == 2:
                    enough.set()
            enough.wait(10)
            found = super().hash(password, **more)
            with lock:
                running -= 1
            return found

    passwords = Passwords(Slow(time_cost=1, memory_cost=64, parallelism=1), at_once=2)
    await asyncio.gather(*(passwords.hash("hemligt ord") for _ in range(6)))

    assert most == 2
    assert threading.get_ident() not in threads
