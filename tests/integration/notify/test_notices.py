"""Mails to addresses that have no registration: enquiries, answers, openings; and personal links asked for again."""

import re
from datetime import timedelta

from services.notify.actions.forget_openings import forget_openings
from services.notify.actions.scrub_people import scrub_people
from shared import links, times
from shared.events import Contact
from shared.links import LinkKey
from tests.support.notify import (
    a_cohort,
    a_person,
    a_programme,
    a_registration,
    a_seat,
    a_session,
    a_staff_link,
    an_enquiry,
    an_id,
    an_opening,
    an_organiser,
    newer,
)


async def test_an_enquiry_is_mailed_to_the_contact_and_a_reply_goes_to_the_enquirer(post):
    post.start()
    await post.tell(an_organiser(), an_enquiry(message="Gärna på plats.\nEvil: x", people=24))

    (mail,) = await post.mails(1)

    assert mail["To"] == "Kursens kontakt <kontakt@ruc.example>"
    assert mail["Reply-To"] == "Karin Holm <karin@nora.example>"
    assert (mail["X-Kallelse-Kind"], mail["Content-Language"]) == ("staff", "sv")
    assert mail["Subject"] == "Förfrågan: En halvdag om bedömning"
    text = mail.get_body(("plain",)).get_content()
    assert "Karin Holm, Nora kommun, har skickat en förfrågan: En halvdag om bedömning" in " ".join(
        text.split()
    )
    assert "Hur många: 24" in text
    assert "Gärna på plats." in text


async def test_an_answer_to_an_enquiry_is_mailed_in_the_enquirys_language(post):
    post.start()
    await post.tell(
        an_organiser(), an_enquiry(to=None, answer="Yes.\nWe will call.", answered_at=times.now())
    )

    (mail,) = await post.mails(1)

    assert mail["To"] == "Karin Holm <karin@nora.example>"
    assert (mail["X-Kallelse-Kind"], mail["Content-Language"]) == ("answer", "en")
    assert "Yes.\n\nWe will call." in mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


async def test_the_mail_of_an_opening_links_to_the_page_of_the_cohort(post):
    post.start()
    await post.tell(an_organiser(), an_opening(opened_at=times.now()))

    (mail,) = await post.mails(1)

    assert mail["To"] == "karin@nora.example"
    assert mail["Subject"] == "Anmälan är öppen: Nätverk för förstelärare"
    text = mail.get_body(("plain",)).get_content()
    assert "/ruc/varen-2021\n" in text.replace("\r\n", "\n")
    assert "Det kommer inga fler mejl" in " ".join(text.split())


async def test_the_address_of_an_opening_is_erased_after_a_week_and_no_replay_mails_it_again(post):
    post.start()
    await post.tell(an_organiser(), opening := an_opening(opened_at=times.now()))
    await post.until(f"opening:{opening.id}", "sent")

    await forget_openings(post.pool, now=times.now() + timedelta(days=6))
    assert await post.pool.fetchval("select to_address from delivery") == "karin@nora.example"
    await post.pool.execute("delete from chore")
    await forget_openings(post.pool, now=times.now() + timedelta(days=8))

    row = await post.pool.fetchrow("select to_address, message, subject, domain, status from delivery")
    assert tuple(row) == (None, None, None, "", "sent")
    assert await post.pool.fetchval("select count(*) from snapshot where kind = 'opening'") == 0
    await post.tell(opening)
    assert await post.pool.fetchval("select count(*) from delivery") == 1
    assert len(await post.mails(1)) == 1


async def test_a_link_for_staff_is_mailed_once_for_each_generation_and_stops_with_it(post):
    until = times.now() + timedelta(days=7)
    await post.tell(an_organiser(), link := a_staff_link(until=until))
    await post.tell(newer(link, generation=2, reason="forgotten", language="en", until=until))
    await post.tell(newer(newer(link), generation=2, reason="forgotten", language="en", until=until))
    post.start()

    (mail,) = await post.mails(1)

    assert mail["To"] == "Maria Lund <maria@ruc.example>"
    assert (mail["X-Kallelse-Kind"], mail["X-Kallelse-Key"]) == ("staff", f"staff_link:{link.id}:2")
    assert (mail["Content-Language"], mail["Subject"]) == ("en", "A new password for Kallelse")
    for part in ("plain", "html"):
        (token,) = re.findall(r"/admin/valkommen/([\w-]+)", mail.get_body((part,)).get_content())
        assert links.read("s", token, (LinkKey(1, bytes(32)),)).generation == 2
    await post.until(f"staff_link:{link.id}:2", "sent")
    assert (await post.until(f"staff_link:{link.id}:1", "cancelled"))["attempts"] == 0


async def test_whoever_is_let_out_before_the_mail_is_made_gets_no_link(post):
    await post.tell(an_organiser(), link := a_staff_link(until=times.now() + timedelta(days=7)))
    await post.tell(newer(link, until=None))

    assert await post.pool.fetchval("select status from delivery") == "cancelled"


async def test_a_link_for_staff_is_forgotten_a_week_after_the_last_mail(post):
    post.start()
    until = times.now() + timedelta(days=7)
    await post.tell(an_organiser(), link := a_staff_link(until=until))
    await post.until(f"staff_link:{link.id}:1", "sent")

    await forget_openings(post.pool, now=times.now() + timedelta(days=8))

    assert await post.pool.fetchval("select count(*) from snapshot where kind = 'staff_link'") == 0
    assert await post.pool.fetchval("select to_address from delivery") is None


async def forget(post, days):
    await post.pool.execute("delete from chore")
    await forget_openings(post.pool, now=times.now() + timedelta(days=days))


async def stored_of_staff(post):
    """What the snapshots and the ledger say of Maria."""
    rows = await post.pool.fetch(
        "select body::text as said from snapshot union all select coalesce(to_address, '') || coalesce(subject, '') from delivery"
    )
    return [row["said"] for row in rows if "maria" in row["said"].lower()]


async def test_staff_who_get_no_mail_about_their_link_are_not_kept_and_a_late_event_mails_nobody(post):
    late = a_staff_link(until=times.now() + timedelta(days=7))
    await post.tell(an_organiser(), newer(late, until=None))
    assert await stored_of_staff(post), "the event has just arrived"

    await forget(post, days=0)

    assert await stored_of_staff(post) == []
    await post.tell(late)
    assert await post.pool.fetchval("select count(*) from delivery") == 0
    post.start()
    again = newer(newer(late), generation=3, until=times.now() + timedelta(days=7))
    await post.tell(again)
    (mail,) = await post.mails(1)
    assert mail["To"] == "Maria Lund <maria@ruc.example>", "a link that is mailed later goes"
    await post.until(f"staff_link:{late.id}:3", "sent")
    await post.tell(newer(again, until=None))
    await forget(post, days=0)
    assert await stored_of_staff(post), "a bounce of the mail may still come"
    await forget(post, days=8)
    assert await stored_of_staff(post) == []


async def test_a_link_for_staff_that_ran_out_while_its_mail_was_on_hold_is_forgotten_too(post):
    until = times.now() + timedelta(days=1)
    await post.tell(an_organiser(), link := a_staff_link(until=until))
    await post.pool.execute("update delivery set status = 'held', to_address = 'maria@ruc.example'")

    await forget(post, days=7)
    assert await post.pool.fetchval("select status from delivery") == "held"
    await forget(post, days=9)

    assert await stored_of_staff(post) == []
    row = await post.pool.fetchrow("select status, key from delivery")
    assert tuple(row) == ("cancelled", f"staff_link:{link.id}:1")


async def test_a_link_for_staff_that_ran_out_before_it_arrived_is_forgotten(post):
    await post.tell(an_organiser(), a_staff_link(until=times.now() - timedelta(hours=1)))
    await post.pool.execute("delete from delivery")

    await forget(post, days=6)
    assert await stored_of_staff(post)
    await forget(post, days=8)
    assert await stored_of_staff(post) == []


async def test_whoever_is_erased_is_forgotten_as_staff_too(post):
    post.start()
    person = a_person(email="Maria@ruc.example", name="Maria Lund")
    await post.tell(an_organiser(), person, link := a_staff_link(until=times.now() + timedelta(days=7)))
    await post.until(f"staff_link:{link.id}:1", "sent")

    await post.tell(newer(person, erased=True))
    assert await scrub_people(post.pool, now=times.now())

    assert await stored_of_staff(post) == []


async def test_a_personal_link_that_is_asked_for_again_is_mailed_to_the_participant(post):
    seat = a_seat(since=times.now())
    registration = a_registration(seat, registered_at=times.now(), calendar="none")
    far = times.now().replace(year=times.now().year + 1)
    session = a_session(starts_at=far, ends_at=None)
    post.start()
    await post.tell(an_organiser(), a_programme(), a_cohort(), session, a_person(), registration)
    await post.mails(1)

    await post.tell(newer(registration, link_asked_at=times.now()))

    mails = await post.mails(2)
    (mail,) = [mail for mail in mails if mail["X-Kallelse-Kind"] == "link"]
    assert mail["To"] == "Karin Holm <karin@nora.example>"
    assert "/r/" in mail.get_body(("plain",)).get_content()
    assert mail["Reply-To"] == "Kursens kontakt <kontakt@ruc.example>"


async def test_a_delivery_to_a_contact_with_an_invalid_address_is_failed(post):
    post.start()
    await post.tell(an_organiser(), an_enquiry(to=Contact(label="Kontakt", email="kontakt@@ruc.example")))

    row = await post.until(f"staff:{an_id('enquiry')}", "failed")

    assert row["attempts"] == 0
