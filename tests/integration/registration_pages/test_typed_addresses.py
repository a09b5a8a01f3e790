"""Whose address is typed on a form gets mail: each address has one budget for a day, on all forms by which a stranger reaches it."""

import logging
from datetime import timedelta

import pytest

from services.registration.web.kit import rate_limit
from tests.support.pages.states import KARIN

TYPED = "anna.ek@kommun.example"
ROW = {"name-1": "Bo Ek", "email-1": ""}
ENQUIRY = {"subject": "En halvdag", "organisation": "Nora kommun", "name": "Anna Ek"}
# By the path of each public form, what makes it mail the address, or store it.
FORMS = {
    "/ruc/varen": {"name": "Anna Ek", "email": TYPED},
    "/ruc/varen/flera": {
        "assistant_name": "Anna Ek",
        "assistant_email": TYPED,
        "organisation": "Skolan",
        **ROW,
    },
    "/ruc/bevaka": {"email": TYPED},
    "/ruc/lank": {"email": TYPED.upper()},
    "/ruc/forfragan": ENQUIRY | {"email": TYPED},
}


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A budget of a size that a test can use up."""
    monkeypatch.setattr(rate_limit, "MOST_FOR_ADDRESS", 2)


@pytest.fixture
async def dates(story):
    """The dates of a cohort that anybody may register for, which asks to be confirmed by mail."""
    await story.dress()
    await story.series(2)
    await story.site.organiser.pool.execute("update programme set registration = 'open'")
    await story.site.organiser.pool.execute("update cohort set must_confirm = true")
    return {"session_ids": [str(session_id) for session_id in story.sessions]}


async def statuses(site, path, posts):
    return [(await site.client.post(path, data=data)).status_code for data in posts]


async def mails_to_come(site):
    """Registrations that ask the address to confirm: the first of each post gets the mail."""
    return await site.organiser.pool.fetchval(
        "select count(*) from registration r join person p on p.id = r.person_id"
        " where p.email = $1 and r.confirm_with_id is null",
        TYPED,
    )


@pytest.mark.parametrize("path", FORMS)
async def test_each_form_counts_towards_the_budget_and_keeps_what_was_typed(site, dates, path):
    posts = [{**FORMS[path], **dates}] * 3
    assert (await statuses(site, path, posts))[-1] == 429

    page = await site.refused(path, posts[0], expect=429)

    assert page.h1 == "E-postadressen har använts många gånger i dag"
    kept = {field["value"] for field in page.root.all("input", type="hidden")}
    assert {TYPED, TYPED.upper()} & kept
    other = {name: value.replace("anna", "bo").replace("ANNA", "BO") for name, value in FORMS[path].items()}
    assert await statuses(site, path, [{**other, **dates}]) == [303]


async def test_the_forms_share_one_budget_that_is_free_again_the_next_day(site, dates, clock, caplog):
    with caplog.at_level(logging.WARNING):
        found = [
            status
            for path, fields in FORMS.items()
            for status in await statuses(site, path, [fields | dates])
        ]

    assert found == [303, 303, 429, 429, 429]
    [reached] = [record for record in caplog.records if record.getMessage() == "limit.reached"]
    assert reached.limit == "address"
    assert "anna" not in str(vars(reached)).lower()
    clock.now += timedelta(days=1)
    assert await statuses(site, "/ruc/lank", [FORMS["/ruc/lank"]]) == [303]


async def test_colleagues_under_ever_new_names_cannot_mail_one_address_for_ever(site, dates):
    posts = [FORMS["/ruc/varen/flera"] | dates | {"name-1": f"Bo {letter}"} for letter in "abcd"]

    found = await statuses(site, "/ruc/varen/flera", posts)

    assert found == [303, 303, 429, 429]
    assert await mails_to_come(site) == 2


async def test_what_is_typed_by_personal_links_counts_too_but_not_ones_own_address(site, story):
    await story.series(3, forwarding="open")
    invitation = await story.invited()
    forwarded = {"name": "Anna Ek", "email": TYPED, "session_ids": [str(story.sessions[0])]}
    assert await statuses(site, f"{invitation}/annan", [forwarded] * 3) == [303, 303, 429]
    mine = await story.said_yes(invitation)

    handed = {
        "substitute_name": "Anna Ek",
        "substitute_email": TYPED,
        "session_ids": [str(story.sessions[1])],
    }
    assert await statuses(site, f"{mine}/ersattare", [handed]) == [429]
    own = {"name": KARIN, "email": "karin.lindgren@kommun.example", "organisation": "Kommunen"}
    assert 429 not in await statuses(site, f"{mine}/andra", [own] * 3)
    assert await statuses(site, f"{mine}/andra", [own | {"email": TYPED}]) == [429]
