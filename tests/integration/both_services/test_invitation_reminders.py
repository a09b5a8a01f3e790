"""The silent are reminded, once a day, and nobody else."""

from datetime import timedelta

import pytest

from services.registration.actions.invitations.remind import remind
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read


@pytest.fixture
async def cohort(both):
    """Three people who are invited to a session and have got their mail."""
    both.post.start()
    organisation = await both.organiser.organisation("Nora kommun")
    for name in ("Anna Ek", "Bo Lind", "Cecilia Ask"):
        await both.organiser.person(name, organisation, "rektor")
    cohort = await both.organiser.cohort()
    await both.organiser.session(
        cohort, title="Träff", starts_at=ahead(30), ends_at=ahead(30) + timedelta(hours=2)
    )
    last_day = times.now().date() + timedelta(days=10)
    await both.organiser.rule(cohort, await both.organiser.audience(), respond_by=last_day)
    return cohort


@pytest.fixture
async def invited(both, office, cohort):
    assert (await office.post(f"/cohorts/{cohort}/invite")).json()["invited"] == 3
    await both.settle()
    return await both.organiser.invitations(cohort)


def reminded(both):
    mails = [mail for mail in map(read, both.post.mailbox.raws()) if mail.kind == "invitation_reminder"]
    return {mail.to: mail for mail in mails}


async def test_only_those_who_have_not_answered_are_reminded_and_once_a_day(both, office, cohort, invited):
    answer = f"/invitations/{invited['Anna Ek']['id']}/answer"
    assert (await office.post(answer, json={"answer": "no"})).status_code == 200
    tried = (await office.post(f"/cohorts/{cohort}/remind", params={"dry_run": "true"})).json()

    first = await office.post(f"/cohorts/{cohort}/remind")
    again = await office.post(f"/cohorts/{cohort}/remind", json={})
    await both.settle()

    assert (first.status_code, first.json()) == (200, {"reminded": 2, "already": 0})
    assert again.json() == {"reminded": 0, "already": 2}
    assert (tried["mails"], tried["result"]) == (
        [{"kind": "invitation_reminder", "count": 2}],
        {"reminded": 2, "already": 0},
    )
    mails = reminded(both)
    assert sorted(mails) == ["bo.lind@kommun.example", "cecilia.ask@kommun.example"]
    mail = mails["bo.lind@kommun.example"]
    assert mail.subject.startswith("Påminnelse: Träff, svara senast ")
    assert "vi har inte fått ditt svar" in " ".join(mail.text.split())
    assert len(mail.links("i")) == 1


async def test_the_next_day_they_are_reminded_again(both, cohort, invited):
    assert len(invited) == 3
    caller = a_caller(both.organiser.organiser_id, now=times.now())
    await remind(both.organiser.pool, caller, cohort)

    tomorrow = a_caller(both.organiser.organiser_id, now=times.now() + timedelta(days=1))
    result = await remind(both.organiser.pool, tomorrow, cohort)

    assert (result.reminded, result.already) == (3, 0)


@pytest.mark.parametrize(
    "change",
    [
        "update invitation set status = 'queued'",
        "update invitation set status = 'bounced'",
        "update invitation set status = 'expired'",
        "update invitation_rule set respond_by = current_date - 1",
        "update session set status = 'cancelled'",
        "update person set email = null, email_key = null",
    ],
)
async def test_nobody_is_reminded_in_vain(both, office, cohort, invited, change):
    assert len(invited) == 3
    await both.organiser.pool.execute(change)

    assert (await office.post(f"/cohorts/{cohort}/remind")).json() == {"reminded": 0, "already": 0}


async def test_a_closed_cohort_and_one_of_another_organiser_are_refused(office, cohort, invited):
    assert len(invited) == 3
    await office.post(f"/cohorts/{cohort}/close")

    refused = await office.post(f"/cohorts/{cohort}/remind")
    unknown = await office.post("/cohorts/01890000-0000-7000-8000-000000000000/remind")

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:kallelse:problem:cohort-not-open")
    assert unknown.status_code == 404


async def test_somebody_with_two_invitations_gets_one_reminder(both, office, cohort, invited):
    assert len(invited) == 3
    await both.organiser.session(
        cohort, title="Till", starts_at=ahead(40), ends_at=ahead(40) + timedelta(hours=2)
    )
    await both.organiser.rule(cohort, await both.organiser.audience(name="Igen"))
    await office.post(f"/cohorts/{cohort}/invite")
    await both.settle()

    assert (await office.post(f"/cohorts/{cohort}/remind")).json() == {"reminded": 3, "already": 0}
    assert (await office.post(f"/cohorts/{cohort}/remind")).json() == {"reminded": 0, "already": 3}
