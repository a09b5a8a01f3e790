"""An audience is matched by SQL and by a plain Python model; both must find the same people in any directory."""

import random
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest

from services.registration.actions.registrations import withdraw
from services.registration.store.directory import audience_people
from tests.support.registration import TODAY, OrganiserDriver, a_caller

ROLES = ["skolchef", "rektor", "lärare"]
TYPES = ["kommun", "skolenhet", None]
CODES = ["1860", "1880", "1984", None]


@dataclass
class ModelOrganisation:
    id: UUID
    type: str | None
    parent: "ModelOrganisation | None"
    municipality: str | None
    county: str | None

    def lineage(self) -> "list[ModelOrganisation]":
        return [self, *(self.parent.lineage() if self.parent else [])]

    def where(self) -> tuple[str | None, str | None]:
        """The municipality and the county: those of the organisation, otherwise those of its parent."""
        municipality = next(
            (organisation.municipality for organisation in self.lineage() if organisation.municipality), None
        )
        counties = (
            organisation.county or (organisation.municipality and organisation.municipality[:2])
            for organisation in self.lineage()
        )
        return municipality, next((county for county in counties if county), None)


@dataclass
class ModelPosition:
    person: UUID
    place: ModelOrganisation
    role: str | None
    group: str | None
    is_held: bool


def rule_matches(rule: dict, position: ModelPosition) -> bool:
    """Any value within a key matches; all keys that are given must match; a key that is not given restricts nothing."""
    municipality, county = position.place.where()
    reach = position.place.lineage() if rule.get("include_suborganisations") else [position.place]
    if position.person in rule.get("excluded_people", ()) or any(
        each.id in rule.get("excluded_organisations", ()) for each in position.place.lineage()
    ):
        return False
    return position.is_held and all(
        (
            not rule.get("roles") or position.role in rule["roles"],
            not rule.get("groups") or position.group in rule["groups"],
            not rule.get("organisation_types") or position.place.type in rule["organisation_types"],
            not rule.get("municipality_codes") or municipality in rule["municipality_codes"],
            not rule.get("county_codes") or county in rule["county_codes"],
            not rule.get("organisations")
            or any(organisation.id in rule["organisations"] for organisation in reach),
        )
    )


async def a_directory(organiser: OrganiserDriver, dice: random.Random) -> list[ModelPosition]:
    places: list[ModelOrganisation] = []
    for n in range(14):
        parent = dice.choice([None, *places]) if places else None
        municipality, county = dice.choice(CODES), dice.choice(["18", "19", None, None])
        kind = dice.choice(TYPES)
        organisation = await organiser.organisation(
            f"Plats {n}",
            type=kind,
            parent_id=parent.id if parent else None,
            municipality_code=municipality,
            county_code=county,
        )
        places.append(ModelOrganisation(organisation, kind, parent, municipality, county))
    positions = []
    for n in range(40):
        place, role, group = dice.choice(places), dice.choice(ROLES), dice.choice(["A", "B", None])
        from_on, until_on = dice.choice(
            [
                (None, None),
                (TODAY, TODAY),
                (TODAY + timedelta(days=1), None),
                (None, TODAY - timedelta(days=1)),
            ]
        )
        person = await organiser.person(
            f"Person {n:02}", place.id, role, group=group, from_on=from_on, until_on=until_on
        )
        is_held = (from_on is None or from_on <= TODAY) and (until_on is None or until_on >= TODAY)
        positions.append(ModelPosition(person, place, role, group, is_held))
    return positions


def a_rule(dice: random.Random, positions: list[ModelPosition]) -> dict:
    criteria = {
        "roles": dice.sample(ROLES, 2),
        "groups": ["A"],
        "organisation_types": ["kommun", "skolenhet"],
        "municipality_codes": dice.sample(["1860", "1880", "1984"], 2),
        "county_codes": dice.sample(["18", "19"], 1),
        "organisations": [position.place.id for position in dice.sample(positions, 3)],
        "include_suborganisations": dice.choice([True, False, None]),
        "excluded_people": [position.person for position in dice.sample(positions, 2)],
        "excluded_organisations": [position.place.id for position in dice.sample(positions, 1)],
    }
    return {key: criteria[key] for key in dice.sample(sorted(criteria), dice.randint(0, 4))}


@pytest.mark.parametrize("seed", range(3))
async def test_an_audience_matches_the_same_people_in_sql_as_in_the_python_model(
    organiser: OrganiserDriver, seed: int
):
    dice = random.Random(seed)
    positions = await a_directory(organiser, dice)
    reached_somebody = 0
    for _ in range(30):
        rule = a_rule(dice, positions)
        audience = await organiser.audience(**rule)
        async with organiser.pool.acquire() as conn:
            asked = (conn, organiser.organiser_id, audience)
            found = await audience_people.match(*asked, on=TODAY)
            some = [position.person for position in dice.sample(positions, 5)]
            assert await audience_people.match_first(*asked, on=TODAY, limit=3) == (len(found), found[:3])
            assert await audience_people.count(*asked, on=TODAY) == len(found)
            assert await audience_people.match_among(*asked, some, on=TODAY) == {
                row.person_id for row in found
            } & set(some)
        assert {row.person_id for row in found} == {
            position.person for position in positions if rule_matches(rule, position)
        }, rule
        reached_somebody += bool(found)
    assert reached_somebody > 10


async def found_by(organiser: OrganiserDriver, **rule) -> set[UUID]:
    audience = await organiser.audience(**rule)
    async with organiser.pool.acquire() as conn:
        return {
            row.person_id
            for row in await audience_people.match(conn, organiser.organiser_id, audience, on=TODAY)
        }


async def test_who_is_on_a_cohort_is_left_out_until_they_withdraw(organiser: OrganiserDriver):
    nora = await organiser.organisation("Nora kommun")
    anna, _, cia = [await organiser.person(name, nora, "rektor") for name in ("Anna Ek", "Bo Ek", "Cia Ek")]
    cohort, other = [
        await organiser.cohort(name=name, capacity=1, waiting_list=True) for name in ("Förra", "En annan")
    ]
    for one in (cohort, other):
        await organiser.session(one)
    on = await organiser.register(cohort, "anna.ek@kommun.example")
    await organiser.register(cohort, "bo.ek@kommun.example")
    await organiser.register(other, "cia.ek@kommun.example")

    assert await found_by(organiser, excluded_cohorts=[cohort]) == {cia}
    assert await found_by(organiser, excluded_cohorts=[cohort, other]) == set()
    await withdraw.withdraw(organiser.pool, a_caller(organiser.organiser_id), on, session_ids=None)
    assert await found_by(organiser, excluded_cohorts=[cohort]) == {anna, cia}


async def test_another_position_elsewhere_still_counts(organiser: OrganiserDriver):
    nora = await organiser.organisation("Nora kommun")
    school, kumla = (
        await organiser.organisation("Noraskolan", parent_id=nora),
        await organiser.organisation("Kumla"),
    )
    anna, bo = await organiser.person("Anna Ek", school, "rektor"), await organiser.person("Bo Ek", school)
    await organiser.pool.execute(
        "insert into position (organiser_id, id, person_id, organisation_id, role) values ($1, gen_random_uuid(), $2, $3, 'rektor')",
        organiser.organiser_id, anna, kumla,
    )  # fmt: skip

    assert await found_by(organiser, excluded_organisations=[nora]) == {anna}
    assert await found_by(organiser, excluded_organisations=[nora], excluded_people=[anna]) == set()
    assert await found_by(organiser, excluded_people=[anna]) == {bo}
