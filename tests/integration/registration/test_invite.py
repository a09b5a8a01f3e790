"""Inviting: each person whom a rule matches, once, to future sessions; a kallelse gives seats at once."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest

from services.registration.actions.cohorts.publish_cohort import close
from services.registration.actions.invitations.count_invitees import count_invitees, count_people
from services.registration.actions.invitations.expire_invitations import expire
from services.registration.actions.invitations.invite import InviteResult, invite
from services.registration.actions.invitations.open_invitations import send_due
from services.registration.domain.errors import BuyerHasNoContact, CohortNotOpen, NotFound, SessionFull
from services.registration.store.directory import audience_people
from shared import events, ids
from tests.support.caller import a_caller, an_initiator
from tests.support.registration import NOW, TODAY, OrganiserDriver

pytestmark = pytest.mark.every_postgres


async def send_invitations(organiser: OrganiserDriver, cohort, rules=None) -> InviteResult:
    return await invite(
        organiser.pool, a_caller(organiser.organiser_id, now=NOW), cohort, invitation_rule_ids=rules
    )


async def matched_names(organiser: OrganiserDriver, **rule) -> list[str]:
    """The names of the people whom an audience matches today, in order."""
    audience = await organiser.audience(**rule)
    async with organiser.pool.acquire() as conn:
        reached = await audience_people.match(conn, organiser.organiser_id, audience, on=TODAY)
    names = {row["id"]: row["name"] for row in await organiser.pool.fetch("select id, name from person")}
    return [names[match.person_id] for match in reached]


@pytest.fixture
async def county(organiser: OrganiserDriver) -> OrganiserDriver:
    """Three municipalities in two counties, a school under one of them, and people in all."""
    laxa = await organiser.organisation("Laxå kommun", type="kommun", municipality_code="1860")
    arboga = await organiser.organisation("Arboga kommun", type="kommun", municipality_code="1984")
    region = await organiser.organisation("Region Örebro län", type="region", county_code="18")
    department = await organiser.organisation("Bildning Laxå", type="förvaltning", parent_id=laxa)
    school = await organiser.organisation("Centralskolan", type="skolenhet", parent_id=department)
    await organiser.person("Örjan Ö", laxa, "skolchef")
    await organiser.person("Åsa Å", arboga, "skolchef")
    await organiser.person("Rut R", school, "rektor", group="A")
    await organiser.person("Sam S", school, "rektor", group="B")
    await organiser.person("Dag D", department, "förvaltningschef")
    await organiser.person("Eva E", region, "utvecklare")
    await organiser.person("Utan Plats")
    await organiser.person("Förr F", laxa, "skolchef", until_on=TODAY - timedelta(days=1))
    await organiser.person("Snart S", laxa, "skolchef", from_on=TODAY + timedelta(days=1))
    await organiser.person("Idag I", laxa, "kommunchef", from_on=TODAY, until_on=TODAY)
    return organiser


async def test_an_audience_matches_any_value_within_a_key_and_requires_all_keys(county: OrganiserDriver):
    assert await matched_names(county, roles=["skolchef", "rektor"]) == ["Rut R", "Sam S", "Åsa Å", "Örjan Ö"]
    assert await matched_names(
        county, roles=["skolchef"], organisation_types=["kommun"], county_codes=["18"]
    ) == ["Örjan Ö"]
    assert await matched_names(county, groups=["A", "C"]) == ["Rut R"]


async def test_an_audience_takes_the_county_from_the_organisation_its_municipality_or_its_parent(
    county: OrganiserDriver,
):
    assert await matched_names(county, county_codes=["18"]) == [
        "Dag D",
        "Eva E",
        "Idag I",
        "Rut R",
        "Sam S",
        "Örjan Ö",
    ]
    assert await matched_names(county, municipality_codes=["1860"]) == [
        "Dag D",
        "Idag I",
        "Rut R",
        "Sam S",
        "Örjan Ö",
    ]
    assert await matched_names(county, county_codes=["19"]) == ["Åsa Å"]


async def test_an_audience_of_organisations_includes_suborganisations_only_if_it_says_so(
    county: OrganiserDriver,
):
    laxa = await county.pool.fetchval("select id from organisation where name = 'Laxå kommun'")

    assert await matched_names(county, organisations=[laxa], everyone=True) == ["Idag I", "Örjan Ö"]
    assert await matched_names(county, organisations=[laxa], include_suborganisations=True) == [
        "Dag D",
        "Idag I",
        "Rut R",
        "Sam S",
        "Örjan Ö",
    ]


async def test_pages_of_an_audience_continue_after_the_last_key(county: OrganiserDriver):
    audience = await county.audience(roles=["skolchef", "rektor"])
    async with county.pool.acquire() as conn:
        first = await audience_people.match_page(
            conn,
            county.organiser_id,
            audience,
            on=TODAY,
            after=("", UUID(int=0)),
            limit=3,
            sees_protected=True,
        )
        after = (first[-1]["name_sort"], first[-1]["person_id"])
        second = await audience_people.match_page(
            conn, county.organiser_id, audience, on=TODAY, after=after, limit=3, sees_protected=True
        )

    assert (len(first), len(second)) == (3, 1)


async def test_each_person_gets_one_invitation_with_the_role_that_matched(county: OrganiserDriver):
    cohort = await county.cohort()
    session = await county.session(cohort)
    rule = await county.rule(cohort, await county.audience(roles=["skolchef"]))

    assert await send_invitations(county, cohort) == InviteResult(invited=2, already=0)
    assert await send_invitations(county, cohort, [rule]) == InviteResult(invited=0, already=2)

    invitations = await county.invitations(cohort)
    assert {name: (row["status"], row["role"], row["organisation"]) for name, row in invitations.items()} == {
        "Åsa Å": ("queued", "skolchef", "Arboga kommun"),
        "Örjan Ö": ("queued", "skolchef", "Laxå kommun"),
    }
    new_events = await county.told(events.Invitation)
    assert [(event.form, event.session_ids, event.version) for event in new_events] == [
        ("inbjudan", (session,), 1)
    ] * 2


async def test_a_person_added_later_gets_an_invitation_the_next_time(county: OrganiserDriver):
    cohort = await county.cohort()
    await county.session(cohort)
    await county.rule(cohort, await county.audience(roles=["skolchef"]))
    await send_invitations(county, cohort)
    laxa = await county.pool.fetchval("select id from organisation where name = 'Laxå kommun'")
    await county.person("Ny N", laxa, "skolchef")

    assert await send_invitations(county, cohort) == InviteResult(invited=1, already=2)


async def test_a_person_matched_by_two_rules_gets_one_invitation_to_each_session(county: OrganiserDriver):
    cohort = await county.cohort()
    first, second = await county.session(cohort), await county.session(cohort)
    await county.rule(cohort, await county.audience(roles=["skolchef"]), session_ids=[first])
    await county.rule(cohort, await county.audience(county_codes=["18"], roles=["skolchef", "rektor"]))
    await county.rule(cohort, await county.audience(roles=["skolchef"]), session_ids=[first])

    # Five invitations to four people: whoever gets two is one of them.
    assert await send_invitations(county, cohort) == InviteResult(invited=4, already=0)
    assert await send_invitations(county, cohort) == InviteResult(invited=0, already=4)

    invitations = await county.pool.fetch(
        "select p.name, i.session_ids from invitation i join person p on p.id = i.person_id order by p.name, i.id"
    )
    assert [tuple(row) for row in invitations] == [
        ("Rut R", [first, second]),
        ("Sam S", [first, second]),
        ("Åsa Å", [first]),
        ("Örjan Ö", [first]),
        ("Örjan Ö", [second]),
    ]


async def test_two_simultaneous_calls_to_invite_send_no_invitation_twice(county: OrganiserDriver):
    cohort = await county.cohort()
    await county.session(cohort)
    for _ in range(2):
        await county.rule(cohort, await county.audience(roles=["skolchef"]))

    results = await asyncio.gather(send_invitations(county, cohort), send_invitations(county, cohort))

    assert sum(result.invited for result in results) == 2 == len(await county.invitations(cohort))


async def test_an_invitation_leaves_out_sessions_that_are_over_cancelled_or_only_announced(
    county: OrganiserDriver,
):
    cohort = await county.cohort()
    ahead = await county.session(cohort)
    tentative = await county.session(cohort, starts_at=None, status="tentative")
    await county.session(cohort, starts_at=None, term="HT2026")
    await county.session(cohort, on=TODAY - timedelta(days=1))
    cancelled = await county.session(cohort)
    await county.pool.execute("update session set status = 'cancelled' where id = $1", cancelled)
    await county.rule(cohort, await county.audience(roles=["skolchef"]))

    await send_invitations(county, cohort)

    assert (await county.invitations(cohort))["Åsa Å"]["session_ids"] == [ahead, tentative]


async def test_invitations_need_an_open_cohort_and_rules_of_that_cohort(county: OrganiserDriver):
    closed, cohort, other = await county.cohort(), await county.cohort(), await county.cohort()
    await close(county.pool, a_caller(county.organiser_id, now=NOW), closed)
    rule = await county.rule(other, await county.audience())

    with pytest.raises(CohortNotOpen):
        await send_invitations(county, closed)
    with pytest.raises(NotFound):
        await send_invitations(county, cohort, [rule])
    with pytest.raises(NotFound):
        await send_invitations(county, ids.new())


async def test_a_person_whom_two_kallelser_call_counts_once_and_gets_both_dates(county: OrganiserDriver):
    cohort = await county.cohort()
    first, second = await county.session(cohort), await county.session(cohort)
    chefs = await county.audience(roles=["skolchef"])
    await county.rule(cohort, chefs, kind="kallelse", session_ids=[first])
    later = await county.rule(cohort, chefs, kind="kallelse", session_ids=[second])
    caller = a_caller(county.organiser_id, now=NOW)

    counts = await count_invitees(county.pool, caller, cohort)
    assert ([count.new for count in counts], count_people(counts)) == ([2, 2], 2)
    assert await send_invitations(county, cohort) == InviteResult(invited=2, already=0)
    for session in (first, second):
        assert list((await county.in_session(session)).values()) == ["confirmed"] * 2
    assert count_people(await count_invitees(county.pool, caller, cohort)) == 0
    assert await send_invitations(county, cohort, [later]) == InviteResult(invited=0, already=2)


async def test_a_kallelse_that_follows_another_counts_whom_it_gives_a_seat(county: OrganiserDriver):
    cohort = await county.cohort()
    first, parallel = await county.session(cohort), await county.session(cohort, choice_group="x")
    chefs = await county.audience(roles=["skolchef"])
    await county.rule(cohort, chefs, kind="kallelse", session_ids=[first])
    await send_invitations(county, cohort)
    second = await county.session(cohort)
    other = await county.rule(cohort, chefs, kind="kallelse", session_ids=[second, parallel])
    last = await county.rule(cohort, chefs, kind="kallelse", session_ids=[parallel])
    caller = a_caller(county.organiser_id, now=NOW)

    counts = await count_invitees(county.pool, caller, cohort)
    assert [count.new for count in counts] == [0, 2, 0], "a session to choose gives no seat, and no mail"
    assert await send_invitations(county, cohort, [last]) == InviteResult(invited=0, already=2)
    assert await send_invitations(county, cohort, [other]) == InviteResult(invited=2, already=0)


async def test_a_kallelse_gives_seats_at_once_while_there_is_room(county: OrganiserDriver):
    cohort = await county.cohort()
    session, parallel = (
        await county.session(cohort, capacity=2),
        await county.session(cohort, choice_group="x"),
    )
    await county.rule(
        cohort,
        await county.audience(roles=["skolchef", "rektor"]),
        kind="kallelse",
        session_ids=[session, parallel],
    )

    assert await send_invitations(county, cohort) == InviteResult(invited=4, already=0)

    assert await county.in_session(session) == {
        "rut.r@kommun.example": "confirmed",
        "sam.s@kommun.example": "confirmed",
        "asa.a@kommun.example": "waiting",
        "orjan.o@kommun.example": "waiting",
    }
    assert (await county.taken(session), await county.in_session(parallel)) == (2, {})
    new_events = await county.told(events.Registration)
    assert [(event.origin, event.status, event.version) for event in new_events].count(
        ("kallelse", "registered", 1)
    ) == 2
    assert {event.invitation_id for event in new_events} == {
        row["id"] for row in (await county.invitations(cohort)).values()
    }


async def test_a_kallelse_adds_seats_to_an_existing_registration(county: OrganiserDriver):
    cohort = await county.cohort()
    first, second = await county.session(cohort), await county.session(cohort)
    rut = await county.register(cohort, "rut.r@kommun.example", [first])
    await county.rule(cohort, await county.audience(roles=["rektor"]), kind="kallelse")

    await send_invitations(county, cohort)

    assert await county.seats(rut) == {first: "confirmed", second: "confirmed"}
    assert await county.taken(first) == 2
    assert await county.pool.fetchval("select count(*) from registration") == 2


async def test_a_kallelse_to_more_people_than_seats_is_refused_without_a_waiting_list(
    county: OrganiserDriver,
):
    cohort = await county.cohort()
    await county.session(cohort, capacity=1)
    await county.rule(cohort, await county.audience(roles=["rektor"]), kind="kallelse", waiting_list=False)

    with pytest.raises(SessionFull):
        await send_invitations(county, cohort)

    assert await county.invitations(cohort) == {}


async def a_crowd(organiser: OrganiserDriver, people: int) -> None:
    await organiser.pool.execute(
        """with o as (insert into organisation (organiser_id, id, name, name_sort, name_search)
                      values ($1, gen_random_uuid(), 'Förvaltningen', 'f', 'f') returning id),
                p as (insert into person (organiser_id, id, name, name_sort, name_search, email, email_key)
                      select $1, gen_random_uuid(), 'P' || n, lpad(n::text, 5, '0'), 'p' || n, n || '@x.example', n || '@x.example'
                        from generate_series(1, $2::int) n returning id)
           insert into position (organiser_id, id, person_id, organisation_id) select $1, gen_random_uuid(), p.id, o.id from p, o""",
        organiser.organiser_id,
        people,
    )


class Crash(Exception):
    """The process ends here."""


async def test_a_kallelse_interrupted_by_a_crash_is_completed_by_inviting_again(
    organiser: OrganiserDriver, monkeypatch
):
    monkeypatch.setattr("services.registration.actions.invitations.invite.STEP", 10)
    await a_crowd(organiser, 35)
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=40)
    rule = await organiser.rule(cohort, await organiser.audience(everyone=True), kind="kallelse")
    steps = []

    def crash() -> None:
        steps.append(1)
        if len(steps) == 2:
            raise Crash

    with pytest.raises(Crash):
        await invite(
            organiser.pool,
            a_caller(organiser.organiser_id, now=NOW),
            cohort,
            invitation_rule_ids=None,
            committed=crash,
        )
    assert len(await organiser.invitations(cohort)) == 20
    assert await organiser.pool.fetchval("select invited_at from invitation_rule where id = $1", rule) is None

    assert await send_invitations(organiser, cohort) == InviteResult(invited=15, already=20)
    assert await send_invitations(organiser, cohort) == InviteResult(invited=0, already=35)
    assert list((await organiser.in_session(session)).values()) == ["confirmed"] * 35
    assert len(await organiser.told(events.Invitation)) == 35


async def test_a_kallelse_in_steps_that_cannot_seat_everybody_invites_nobody(
    organiser: OrganiserDriver, monkeypatch
):
    monkeypatch.setattr("services.registration.actions.invitations.invite.STEP", 10)
    await a_crowd(organiser, 35)
    cohort = await organiser.cohort(waiting_list=False)
    await organiser.session(cohort, capacity=34)
    await organiser.rule(cohort, await organiser.audience(everyone=True), kind="kallelse")

    with pytest.raises(SessionFull):
        await send_invitations(organiser, cohort)

    assert await organiser.invitations(cohort) == {}
    await organiser.pool.execute("update session set capacity = 35")
    assert await send_invitations(organiser, cohort) == InviteResult(invited=35, already=0)


async def test_two_simultaneous_calls_to_invite_in_steps_share_the_work_and_repeat_no_invitation(
    organiser: OrganiserDriver, monkeypatch
):
    monkeypatch.setattr("services.registration.actions.invitations.invite.STEP", 10)
    await a_crowd(organiser, 35)
    cohort = await organiser.cohort()
    await organiser.session(cohort)
    await organiser.rule(cohort, await organiser.audience(everyone=True), kind="kallelse")

    one, other = await asyncio.gather(
        send_invitations(organiser, cohort), send_invitations(organiser, cohort)
    )

    assert one.invited + other.invited == 35
    assert (one.already, other.already) == (other.invited, one.invited)


async def test_a_kallelse_to_5650_people_is_sent_in_one_call(organiser: OrganiserDriver):
    await a_crowd(organiser, 5650)
    cohort = await organiser.cohort()
    session = await organiser.session(cohort, capacity=5000)
    await organiser.rule(cohort, await organiser.audience(everyone=True), kind="kallelse")

    assert await send_invitations(organiser, cohort) == InviteResult(invited=5650, already=0)

    assert Counter((await organiser.in_session(session)).values()) == {"confirmed": 5000, "waiting": 650}
    assert (
        len(await organiser.told(events.Registration)) == 5650 == len(await organiser.told(events.Invitation))
    )


async def test_an_invitation_of_kind_utses_goes_to_the_contact_of_the_commissioner(
    organiser: OrganiserDriver,
):
    buyer = await organiser.organisation("AcadeMedia")
    school = await organiser.organisation("Skolan", parent_id=buyer)
    await organiser.pool.execute("update programme set commissioner_id = $1", buyer)
    cohort = await organiser.cohort()
    await organiser.session(cohort)
    for n in range(3):
        await organiser.person(f"Pedagog {n}", school, "fritidspedagog")
    await organiser.rule(
        cohort,
        await organiser.audience(
            roles=["fritidspedagog"], organisations=[buyer], include_suborganisations=True
        ),
        kind="utses",
    )
    with pytest.raises(BuyerHasNoContact):
        await send_invitations(organiser, cohort)
    await organiser.person("Chef C", buyer, "chef")
    await organiser.person("Zara Z", buyer, "beställare")

    assert await send_invitations(organiser, cohort) == InviteResult(invited=1, already=0)

    assert list(await organiser.invitations(cohort)) == ["Zara Z"]
    assert await send_invitations(organiser, cohort) == InviteResult(invited=0, already=1)


async def test_invitations_are_sent_automatically_once_on_the_day_they_open(county: OrganiserDriver):
    cohort, draft = await county.cohort(), await county.cohort(is_open=False)
    for cohort_id in (cohort, draft):
        await county.session(cohort_id)
    audience = await county.audience(roles=["rektor"])
    await county.rule(cohort, audience, opens_on=TODAY + timedelta(days=1))
    await county.rule(cohort, audience, opens_on=None)
    await county.rule(draft, audience, opens_on=TODAY)

    assert await send_due(county.pool, an_initiator(now=NOW)) == 0
    assert await send_due(county.pool, an_initiator(now=NOW + timedelta(days=1))) == 2
    assert await send_due(county.pool, an_initiator(now=NOW + timedelta(days=1))) == 0


async def test_an_invitation_rule_that_fails_does_not_stop_the_others(county: OrganiserDriver):
    cohort = await county.cohort()
    await county.session(cohort)
    await county.rule(cohort, await county.audience(roles=["rektor"]), kind="utses", opens_on=TODAY)
    await county.rule(cohort, await county.audience(roles=["skolchef"]), opens_on=TODAY)

    assert await send_due(county.pool, an_initiator(now=NOW)) == 2


async def test_an_invitation_expires_when_its_last_day_is_over_in_sweden(county: OrganiserDriver):
    cohort = await county.cohort()
    await county.session(cohort)
    await county.rule(cohort, await county.audience(roles=["skolchef"]), respond_by=date(2026, 1, 20))
    await county.rule(
        cohort, await county.audience(roles=["rektor"]), kind="kallelse", respond_by=date(2026, 1, 20)
    )
    await send_invitations(county, cohort)

    assert await expire(county.pool, an_initiator(now=NOW.replace(day=20, hour=22, minute=59))) == 0
    assert await expire(county.pool, an_initiator(now=NOW.replace(day=20, hour=23, minute=0))) == 2

    statuses = {name: row["status"] for name, row in (await county.invitations(cohort)).items()}
    assert statuses == {"Åsa Å": "expired", "Örjan Ö": "expired", "Rut R": "queued", "Sam S": "queued"}
    assert [(event.status, event.version) for event in (await county.told(events.Invitation))[-2:]] == [
        ("expired", 2)
    ] * 2
