"""Pairs that may be one person are kept until the directory changes, and are then those of the directory as it is."""

import random

import pytest

from services.registration.domain.directory.duplicates import find_duplicates
from services.registration.store.directory import duplicates
from services.registration.store.directory.duplicates import DuplicateCache
from tests.support.registration import an_organiser

# Each is a change that what is compared follows; $1 is the organiser, $2 one person and $3 another.
CHANGES = {
    "name": "update person set name = 'Kristina Ek' where organiser_id = $1 and id = $2 and $3::uuid is not null",
    "address": "update person set email_key = id || '@komun.example' where organiser_id = $1 and id = $2 and $3::uuid is not null",
    "shared": "update person set email_key = null, shared_key = id || '@komun.example' where organiser_id = $1 and id = $2 and $3::uuid is not null",
    "protected": "update person set protected_identity = not protected_identity where organiser_id = $1 and id in ($2, $3)",
    "place": """insert into position (organiser_id, id, person_id, organisation_id)
                select $1, gen_random_uuid(), $2, id from organisation where organiser_id = $1 and $3::uuid is not null limit 1""",
    "no place": "delete from position where organiser_id = $1 and person_id = $2 and $3::uuid is not null",
    "merged": """insert into merged_person (organiser_id, person_id, into_id, email_key, merged_at)
                 values ($1, $2, $3, 'ek@kommun.example', now()) on conflict do nothing""",
    "erased": "insert into erasure (organiser_id, person_id, asked_at) select $1, $2, now() where $3::uuid is not null on conflict do nothing",
}


async def fresh(conn, organiser_id, sees):
    return find_duplicates(await duplicates.list_people(conn, organiser_id, sees_protected=sees))


async def test_after_each_change_the_pairs_are_those_of_the_directory_as_it_is(organiser):
    dice, cache, pool, organiser_id = (
        random.Random(5),
        DuplicateCache(),
        organiser.pool,
        organiser.organiser_id,
    )
    schools = [await organiser.organisation(name) for name in ("Ekskolan", "Alskolan")]
    names = ["Kristina Ek", "Christina Ek", "Ek Kristina", "Kristina Eklund", "Bo Al", "Bo Alm"]
    people = [await organiser.person(name, dice.choice(schools)) for name in names]
    seen = set()
    for number in range(40):
        change = list(CHANGES)[number % 6] if number < 24 else dice.choice(list(CHANGES))
        await pool.execute(CHANGES[change], organiser_id, *dice.sample(people, 2))
        async with pool.acquire() as conn:
            for sees in (True, False):
                found = await cache.find(pool, organiser_id, sees_protected=sees)
                assert found == await fresh(conn, organiser_id, sees), change
                seen.add(tuple(found))
    assert len(seen) > len(CHANGES)


async def test_nothing_is_compared_again_while_nothing_changes_not_even_by_another_tenant(
    organiser, monkeypatch
):
    cache = DuplicateCache()
    other = await an_organiser(organiser.pool, "annan")
    for name in ("Bo Al", "Al Bo"):
        await organiser.person(name)
    first = await cache.find(organiser.pool, organiser.organiser_id, sees_protected=True)
    assert len(first) == 1
    await other.person("Bo Al")

    def compared(_):
        raise AssertionError

    with monkeypatch.context() as patched:
        patched.setattr(duplicates, "find_duplicates", compared)
        assert await cache.find(organiser.pool, organiser.organiser_id, sees_protected=True) == first
        with pytest.raises(AssertionError):
            await cache.find(organiser.pool, other.organiser_id, sees_protected=True)
    assert await cache.find(organiser.pool, other.organiser_id, sees_protected=True) == []


async def test_only_so_many_pairs_are_kept(organiser, monkeypatch):
    monkeypatch.setattr(duplicates, "_MOST_PAIRS", 0)
    cache = DuplicateCache()
    for name in ("Bo Al", "Al Bo"):
        await organiser.person(name)
    for _ in range(2):
        assert len(await cache.find(organiser.pool, organiser.organiser_id, sees_protected=True)) == 1
    assert not cache._found
