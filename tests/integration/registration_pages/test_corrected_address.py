"""Somebody whose e-mail address is corrected by staff: their links in the old mailbox."""

from services.registration.actions.directory import change_person
from services.registration.domain.directory.person import PersonChanges
from tests.support.caller import a_caller

RIGHT = "karin.ratt@kommun.example"


async def the_person(site):
    return await site.organiser.pool.fetchval("select person_id from invitation")


def ids(story, *numbers):
    return [str(story.sessions[number]) for number in numbers]


async def test_when_staff_correct_the_address_every_link_in_the_old_mailbox_dies(story, site):
    await story.series()
    link = await story.invited()
    mine = await site.post(link, {"answer": "yes", "session_ids": ids(story, 0)})
    await change_person.change(
        site.organiser.pool, a_caller(site.organiser.organiser_id), await the_person(site),
        PersonChanges(email=RIGHT), version=None,
    )  # fmt: skip

    for dead in (link, mine.partition("?")[0]):
        assert (await site.get(dead, expect=404)).h1 == "Länken gäller inte längre"
    assert (await site.refused(link, {"answer": "no"}, expect=404)).h1 == "Länken gäller inte längre"


async def test_after_a_substitution_too_the_link_in_the_old_mailbox_dies(story, site):
    await story.series()
    link = await story.invited()
    await site.post(link, {"answer": "substitute", "session_ids": ids(story, 0), "substitute_name": "Ali Rahimi",
                           "substitute_email": "ali@kommun.example"})  # fmt: skip
    await change_person.change(
        site.organiser.pool, a_caller(site.organiser.organiser_id), await the_person(site),
        PersonChanges(email=RIGHT), version=None,
    )  # fmt: skip

    assert (await site.get(link, expect=404)).h1 == "Länken gäller inte längre"
