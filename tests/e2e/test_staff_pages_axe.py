"""The pages for staff about cohorts, sessions and webhooks, checked by axe in a real browser: a light phone and a dark desktop.

Another room adds its states to `STATES`: each is shown once, in one window, answered by the app in this process.
"""

import pytest

from tests.support.browser import DESKTOP, PHONE, bring_axe, violations
from tests.support.pages.client import Clock, open_site
from tests.support.pages.staff import signed_in
from tests.support.pages.staff_cohort import a_round, fields_of

ADDRESS = "http://kallelse.example/"


async def moved(site, it, language):
    path = f"/admin/ruc/traffar/{it.session_ids[0]}/andra?lang={language}"
    return await site.client.post(path, data=fields_of(await site.get(path)) | {"day": "2026-05-14"})


async def refused(site, it, language):
    path = f"{it.path}/ny-traff?lang={language}"
    return await site.client.post(path, data={"title": "", "day": "x", "ends": "9"})


async def pattern(site, it, language):
    path = f"{it.path}/nya-traffar?lang={language}"
    return await site.client.post(path, data=fields_of(await site.get(path)))


async def changed_by_two(site, it, language):
    path = f"{it.path}/andra?lang={language}"
    mine = fields_of(await site.get(path))
    await site.organiser.pool.execute(
        "update cohort set name = 'Omgång A', version = version + 1 where id = $1", it.cohort_id
    )
    return await site.client.post(path, data=mine | {"name": "Omgång B"})


async def webhook_made(site, it, language):  # noqa: ARG001 - as every state
    path = f"/admin/ruc/webhooks/ny?lang={language}"
    url = f"https://kurser.kommun.example/{'lang-adress-' * 6}{language}"
    fields = {"webhook_name": f"Kurskatalogen {language}", "url": url, "kinds": "session.changed"}
    return await site.client.post(path, data=fields_of(await site.get(path)) | fields)


async def webhook_wrong(site, it, language):  # noqa: ARG001 - as every state
    path = f"/admin/ruc/webhooks/ny?lang={language}"
    return await site.client.post(path, data={"webhook_name": "", "url": "x"})


async def webhook_log(site, it, language):
    await webhook_made(site, it, language)
    await site.organiser.pool.execute("""
        with message as (
          insert into webhook_message (organiser_id, id, webhook_id, kind, subject_id, status, attempts)
          select organiser_id, gen_random_uuid(), id, 'session.changed', id, s.status, 1
            from webhook, unnest(array['waiting', 'delivered', 'failed']) as s (status)
          returning organiser_id, id
        )
        insert into webhook_attempt (organiser_id, message_id, number, outcome, code, milliseconds)
        select organiser_id, id, 1, 'refused', 500, 1200 from message""")
    webhook_id = await site.organiser.pool.fetchval("select id from webhook limit 1")
    return await site.client.get(f"/admin/ruc/webhooks/{webhook_id}?lang={language}")


def shown(path):
    async def get(site, it, language):
        whole = path.format(
            cohort=it.path, session=it.session_ids[0], person=it.people["Bo Falk"], audience=it.audience_id
        )
        return await site.client.get(f"{whole}?lang={language}")

    return get


STATES = {
    "programmes": shown("/admin/ruc/omgangar"),
    "cohort": shown("{cohort}"),
    "cohort_cancel": shown("{cohort}/stall-in"),
    "cohort_changed_by_two": changed_by_two,
    "rules": shown("{cohort}/inbjudningar"),
    "rule_new": shown("{cohort}/ny-inbjudan"),
    "questions": shown("{cohort}/fragor"),
    "participant": shown("{cohort}/person/{person}"),
    "participant_answers": shown("{cohort}/person/{person}/svara"),
    "over_time": shown("{cohort}/over-tid"),
    "hand_over": shown("/admin/ruc/personer/{person}/tar-over"),
    "audience": shown("/admin/ruc/malgrupper/{audience}"),
    "audience_changed": shown("/admin/ruc/malgrupper/{audience}/andra"),
    "session": shown("/admin/ruc/traffar/{session}"),
    "session_moved": moved,
    "session_wrong": refused,
    "pattern": pattern,
    "webhook_made": webhook_made,
    "webhook_wrong": webhook_wrong,
    "webhook_log": webhook_log,
    "webhooks": shown("/admin/ruc/webhooks"),
    "remind": shown("{cohort}/paminn"),
    "receipt": shown("{cohort}/kvitto"),
}


@pytest.fixture(scope="module")
async def staff_window(postgres_server, browser):
    """A function that shows a state in a browser window."""
    database = await postgres_server.new_database()
    with pytest.MonkeyPatch.context() as patch:
        Clock.set(patch)
        async with open_site(database) as site, signed_in(site, "admin") as staff:
            it = await a_round(staff.organiser)
            context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
            await bring_axe(context)
            page = await context.new_page()
            current = {}

            async def answer(route):
                path = route.request.url.removeprefix(ADDRESS.rstrip("/"))
                found = current["page"] if path == "/" else await site.client.get(path)
                headers = {name: value for name, value in found.headers.items() if name != "set-cookie"}
                await route.fulfill(status=found.status_code, headers=headers, body=found.content)

            await page.route("**/*", answer)

            async def show_state(name, language):
                current["page"] = await STATES[name](staff, it, language)
                await page.goto(ADDRESS)
                return page

            yield show_state
            await context.close()
    await postgres_server.drop(database)


@pytest.mark.parametrize("name", STATES)
async def test_a_page_for_staff_passes_axe_and_is_no_wider_than_its_window(staff_window, name):
    for language, size, scheme in (("sv", PHONE, "light"), ("en", DESKTOP, "dark")):
        page = await staff_window(name, language)
        await page.set_viewport_size(size)
        await page.emulate_media(color_scheme=scheme)
        assert await violations(page) == []
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"]
