"""The whole life of one mail, from planned to the answer that came, on its page and by the API."""

import json
from datetime import timedelta

import pytest

from services.notify.actions.purge_expired import purge_expired
from services.notify.domain.delivery import envelope_from
from shared import times
from tests.integration.both_services.test_bounces import ADDRESS, AWAY, BOUNCE
from tests.integration.both_services.test_calendar_answers import ANNA, BO, Asked
from tests.integration.both_services.test_letters import a_reply
from tests.integration.both_services.test_mail_receipt import app, staff
from tests.support.notify_running import SENDER_CONFIG

__all__ = ["app", "staff"]  # fixtures
LATER = "451 4.7.1 wait a little"


@pytest.fixture
async def asked(both):
    """Anna's mail was put off once, and then taken."""
    tried = []

    def answer(address):
        if address == ANNA and not tried:
            tried.append(address)
            return LATER
        return None

    both.post.mailbox.answer = answer
    return await Asked(both).begin()


async def mail_to(both, email=ANNA):
    found = "select id from delivery where to_address = $1 and status <> 'cancelled' order by id limit 1"
    return await both.post.pool.fetchval(found, email)


def envelope_of(delivery_id):
    return envelope_from(delivery_id, SENDER_CONFIG.secret, SENDER_CONFIG.mail_domain)


async def comes_back(both, delivery_id, email=ANNA):
    raw = BOUNCE.replace(ADDRESS.encode(), email.encode())
    await both.answer(raw, envelope_of(delivery_id), envelope_from="")
    await both.settle()


async def steps_of(office, delivery_id):
    answer = await office.get(f"/deliveries/{delivery_id}")
    assert answer.status_code == 200
    return answer.json()["steps"]


async def test_it_is_followed_from_planned_to_the_answer_and_the_session(both, asked, office, staff):
    mail = await mail_to(both)
    await asked.says("ACCEPTED")
    await both.organiser.pool.execute(
        "update seat set attendance = 'present', attended_at = now() where status = 'confirmed'"
    )

    steps = await steps_of(office, mail)

    assert [step["kind"] for step in steps] == ["planned", "deferred", "sent", "accepted", "joined"]
    assert [step["at"] for step in steps] == sorted(step["at"] for step in steps)
    assert steps[1]["answer"] == LATER
    assert steps[1]["until"] > steps[1]["at"]
    assert steps[2]["answer"].startswith("250")
    page = await staff.get(f"/admin/prov/mejl/{mail}")
    for text in (
        "Planerat",
        LATER,
        "Nytt försök",
        "Lämnat till e-postservern",
        "Svarade ja",
        "Var med",
        ANNA,
    ):
        assert text in page.text
    assert "Answered yes in the calendar" in (await staff.get(f"/admin/prov/mejl/{mail}?lang=en")).text


async def test_a_letter_and_an_automatic_reply_are_steps_of_the_mail_that_they_answer_alone(
    both, asked, office
):
    mail, other = await mail_to(both), await mail_to(both, BO)

    await both.answer(a_reply(), asked.entry().organizer, envelope_from=ANNA)
    await both.answer(AWAY, envelope_of(mail), envelope_from="")
    await both.settle()

    kinds = [step["kind"] for step in await steps_of(office, mail)]
    assert kinds == ["planned", "deferred", "sent", "letter", "automatic"]
    assert [step["kind"] for step in await steps_of(office, other)] == ["planned", "sent"]


async def test_it_is_reached_from_the_receipt_and_from_its_person(both, asked, staff):
    mail = await mail_to(both)
    person = await both.organiser.pool.fetchval("select id from person where email = $1", ANNA)

    for path in (f"omgangar/{asked.cohort}/kvitto", f"personer/{person}"):
        page = await staff.get(f"/admin/prov/{path}")
        assert f"/admin/prov/mejl/{mail}" in {link["href"].partition("?")[0] for link in page.root.all("a")}


@pytest.mark.usefixtures("asked")
async def test_what_came_back_and_went_again_is_kept_with_each_answer(both, office, staff):
    mail = await mail_to(both)
    await comes_back(both, mail)
    page = await staff.get(f"/admin/prov/mejl/{mail}")
    assert "Kom tillbaka" in page.text

    assert (await office.post(f"/deliveries/{mail}/resend")).status_code == 200
    await both.settle()

    steps = await steps_of(office, mail)
    assert [step["kind"] for step in steps] == ["planned", "deferred", "sent", "bounced", "again", "sent"]
    assert steps[3]["answer"] == "550 5.1.1 No such user"
    assert "@" not in json.dumps(steps)


@pytest.mark.usefixtures("asked")
async def test_it_exists_only_for_its_organiser(both, office, staff):
    mail = await mail_to(both)
    await both.post.pool.execute("update delivery set organiser_id = gen_random_uuid() where id = $1", mail)

    assert (await office.get(f"/deliveries/{mail}")).status_code == 404
    await staff.get(f"/admin/prov/mejl/{mail}", expect=404)


@pytest.mark.usefixtures("asked")
async def test_of_a_protected_person_the_page_shows_the_steps_alone(both, staff):
    mail = await mail_to(both)
    subject = await both.post.pool.fetchval("select subject from delivery where id = $1", mail)
    await both.post.pool.execute(
        "update snapshot set body = jsonb_set(body, '{protected_identity}', 'true') where kind = 'person'"
    )

    page = await staff.get(f"/admin/prov/mejl/{mail}")

    assert "Skyddad identitet" in page.text
    assert "Lämnat till e-postservern" in page.text
    assert ANNA not in page.text
    assert subject not in page.text


@pytest.mark.usefixtures("asked")
async def test_steps_go_with_the_content_of_mails_and_the_end_of_each_stays(both, office):
    mail = await mail_to(both)
    later = times.now() + timedelta(days=40)

    await purge_expired(
        both.post.pool, keep_bytes_days=30, keep_inbound_days=0, keep_enquiries_days=0, now=later
    )

    assert await both.post.pool.fetchval("select count(*) from delivery_step") == 0
    steps = await steps_of(office, mail)
    assert [step["kind"] for step in steps] == ["planned", "sent"]
    assert steps[1]["answer"].startswith("250")
