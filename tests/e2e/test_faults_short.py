"""A few rounds of `make faults`: load, faults at random moments, then a comparison of what each party knows.

The seeds are fixed, chosen for the faults that they cause.
"""

import pytest

from tests.faults.rounds import a_place, one_round

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

ROUNDS = [
    ["network to PostgreSQL cut", "FLUSHALL"],
    ["kill -9 registration", "network to Valkey cut", "network to mail server reset"],
]


async def test_a_few_rounds_of_random_faults_lose_nothing_and_double_nothing(tmp_path):
    async with a_place(tmp_path, people=20) as place:
        for seed, only in enumerate(ROUNDS, start=1):
            result = await one_round(place, seed, only=only)
            assert result.verdict.is_good, f"seed {seed}, {only}: {result.verdict}"
            assert all(fault.recovery is not None for fault in result.faults)
