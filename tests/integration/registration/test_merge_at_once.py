"""Two entries are merged while something else happens to one of them: nothing is lost, and one entry is left."""

import pytest

from services.registration.actions.directory import change_person
from services.registration.actions.directory.forget_person import forget
from services.registration.actions.directory.import_people import (
    ImportRequest,
    import_people,
    prepare_import,
    store_import,
)
from services.registration.actions.directory.merge_people import merge
from services.registration.actions.invitations.answer_invitation import answer
from services.registration.actions.invitations.invite import invite
from services.registration.actions.registrations.change_dates import change_dates
from services.registration.actions.registrations.withdraw import withdraw
from services.registration.domain.directory.person import PersonChanges, Position
from services.registration.domain.errors import AlreadyWithdrawn, InvitationNotOpen, NotFound
from tests.integration.registration.test_at_once import broken_rules
from tests.integration.registration.test_forget_at_once import run_until_the_second_waits
from tests.support.caller import a_caller
from tests.support.registration import NOW, OrganiserDriver

pytestmark = pytest.mark.every_postgres

LIST = "Namn;E-post;Telefon\nÅsa Ö;asa.gammal@prov.example;070-123 45 67\n"


@pytest.fixture
def caller(organiser):
    return a_caller(organiser.organiser_id, now=NOW)


@pytest.fixture
async def pair(organiser: OrganiserDriver):
    """Two entries of one person, both with an address: the one that stays, and the other."""
    found = []
    for name in ("Åsa Ö", "Åsa Gammal"):
        person_id = await organiser.person(name)
        email = "asa@prov.example" if not found else "asa.gammal@prov.example"
        await organiser.pool.execute(
            "update person set email = $2, email_key = $2 where id = $1", person_id, email
        )
        found.append(person_id)
    return found


async def entries(organiser):
    """Who has an address, and what became of whom."""
    return (
        {
            row["id"]
            for row in await organiser.pool.fetch("select id from person where email_key is not null")
        },
        {
            row["person_id"]: row["into_id"]
            for row in await organiser.pool.fetch("select * from merged_person")
        },
    )


async def test_merged_in_both_directions_at_once_one_entry_stays_and_the_second_is_refused(
    organiser, caller, pair
):
    kept, gone = pair

    async def the_other_way():
        with pytest.raises(NotFound):
            await merge(organiser.pool, caller, kept, gone)

    await run_until_the_second_waits(organiser, merge(organiser.pool, caller, gone, kept), the_other_way())

    assert await entries(organiser) == ({kept}, {gone: kept})


async def test_a_chain_of_merges_at_once_leads_to_whoever_is_left(organiser, caller, pair):
    kept, gone = pair
    third = await organiser.person("Åsa Tredje")

    async def further():
        with pytest.raises(NotFound):
            await merge(organiser.pool, caller, gone, third)

    await run_until_the_second_waits(organiser, merge(organiser.pool, caller, gone, kept), further())

    assert (await entries(organiser))[1] == {gone: kept}


async def test_a_position_that_is_given_while_two_are_merged_is_kept(organiser, caller, pair):
    kept, gone = pair
    school = await organiser.organisation("Ekskolan")
    changes = PersonChanges(positions=(Position(organisation_id=school, role="rektor"),))

    await run_until_the_second_waits(
        organiser,
        change_person.change(organiser.pool, caller, kept, changes, version=None),
        merge(organiser.pool, caller, gone, kept),
    )

    assert await organiser.pool.fetch("select person_id, role from position") == [(kept, "rektor")]


async def test_a_list_that_waits_for_a_merge_changes_the_entry_that_is_left(organiser, caller, pair):
    kept, gone = pair

    await run_until_the_second_waits(
        organiser,
        merge(organiser.pool, caller, gone, kept),
        import_people(organiser.pool, caller, ImportRequest(data=LIST.encode())),
    )

    assert await entries(organiser) == ({kept}, {gone: kept})
    assert await organiser.pool.fetchval("select phone from person where id = $1", kept) is not None


async def test_a_merge_that_waits_for_a_list_keeps_what_the_list_changed(organiser, caller, pair):
    kept, gone = pair
    prepared = await prepare_import(organiser.pool, caller, ImportRequest(data=LIST.encode()))

    await run_until_the_second_waits(
        organiser,
        store_import(organiser.pool, caller, prepared),
        merge(organiser.pool, caller, gone, kept),
    )

    assert await organiser.pool.fetchval("select phone from person where id = $1", kept) is not None


async def test_whoever_is_erased_while_they_are_merged_is_not_brought_back(organiser, caller, pair):
    kept, gone = pair

    async def late():
        with pytest.raises(NotFound):
            await merge(organiser.pool, caller, gone, kept)

    await run_until_the_second_waits(organiser, forget(organiser.pool, caller, gone), late())

    assert await entries(organiser) == ({kept}, {})


@pytest.mark.parametrize("is_merged_first", [True, False])
async def test_an_answer_while_two_are_merged_leaves_one_registration_of_the_entry_that_is_left(
    organiser, caller, pair, is_merged_first
):
    kept, gone = pair
    school = await organiser.organisation("Ekskolan")
    await organiser.pool.execute(
        "insert into position (organiser_id, person_id, id, organisation_id, role)"
        " select organiser_id, id, gen_random_uuid(), $1, 'rektor' from person",
        school,
    )
    cohort = await organiser.cohort()
    session = await organiser.session(cohort)
    await organiser.rule(cohort, await organiser.audience(roles=["rektor"]))
    await invite(organiser.pool, caller, cohort, invitation_rule_ids=None)
    invitations = {row["name"]: row["id"] for row in (await organiser.invitations(cohort)).values()}

    async def answering():
        await answer(
            organiser.pool, caller, invitations["Åsa Gammal"], answer="yes", session_ids=None, substitute=None,
            message=None, details=None,
        )  # fmt: skip

    async def too_late():
        with pytest.raises(InvitationNotOpen):
            await answering()

    merging = merge(organiser.pool, caller, gone, kept)
    first, second = (merging, too_late()) if is_merged_first else (answering(), merging)
    await run_until_the_second_waits(organiser, first, second)
    await too_late()

    seated = await organiser.pool.fetch(
        "select r.person_id from seat s join registration r on r.id = s.registration_id where s.status <> 'withdrawn'"
    )
    assert [row["person_id"] for row in seated] == ([] if is_merged_first else [kept])
    assert await organiser.taken(session) == len(seated)
    assert await broken_rules(organiser) == {}


@pytest.mark.parametrize("ends", ["merge", "withdraw"])
async def test_dates_that_are_chosen_while_the_registration_ends_do_not_bring_it_back(
    organiser, caller, pair, ends
):
    kept, gone = pair
    cohort = await organiser.cohort()
    first, second = [await organiser.session(cohort) for _ in range(2)]
    registration = await organiser.register(cohort, "asa.gammal@prov.example", [first])

    async def choosing():
        with pytest.raises(AlreadyWithdrawn):
            await change_dates(organiser.pool, caller, registration, session_ids=[first, second])

    ending = (
        merge(organiser.pool, caller, gone, kept)
        if ends == "merge"
        else withdraw(organiser.pool, caller, registration, session_ids=None)
    )
    await run_until_the_second_waits(organiser, ending, choosing())

    assert await organiser.status(registration) == "withdrawn"
    assert await organiser.taken(second) == 0
    assert await broken_rules(organiser) == {}
