"""What one personal link, or one network, can cause within an hour is limited; the limits let ordinary use through."""

import logging

import pytest

from services.registration.web.kit import rate_limit
from services.registration.web.kit.networks import network_of
from tests.support.pages.states import KARIN


@pytest.fixture
def small(monkeypatch):
    """Budgets of a size that a test can use up."""
    for budget in ("posts", "to_others", "calendar", "guests", "forwarded"):
        monkeypatch.setitem(rate_limit._MOST_BY_LINK, budget, 3)


async def my_link(story, dates=4):
    await story.series(dates)
    return await story.said_yes(await story.invited())


async def statuses(site, path, posts):
    return [(await site.client.post(path, data=data)).status_code for data in posts]


@pytest.mark.usefixtures("small")
async def test_a_link_hands_over_to_a_few_others_within_an_hour_and_mails_no_more(story, site):
    link = await my_link(story)
    rate_limit._MOST_BY_LINK["posts"] = 60
    posts = [
        {
            "substitute_name": f"Ny {n}",
            "substitute_email": f"ny{n}@skola.example",
            "session_ids": str(session),
        }
        for n, session in enumerate(story.sessions)
    ]

    found = await statuses(site, f"{link}/ersattare", posts)

    assert found == [303] * 3 + [429]
    assert await site.organiser.pool.fetchval("select count(*) from person where email like 'ny%'") == 3


async def test_a_link_changes_the_calendar_a_few_times_an_hour(story, site):
    link = await my_link(story)
    posts = [{"calendar": choice} for choice in ("none", "subscription", "invitations") * 3]

    assert await statuses(site, link, posts) == [303] * 6 + [429] * 3


@pytest.mark.usefixtures("small")
async def test_every_kind_of_post_by_one_link_counts_towards_one_budget(story, site, caplog):
    link = await my_link(story)
    with caplog.at_level(logging.WARNING):
        found = [
            *await statuses(site, link, [{}]),
            *await statuses(site, f"{link}/sprak", [{"language": "en"}]),
            *await statuses(site, f"{link}/svar", [{}]),
            *await statuses(site, f"{link}/ny-lank", [{}, {}]),
        ]

    assert found[-2:] == [429, 429]
    assert all(status < 429 for status in found[:-2])
    [reached] = [record for record in caplog.records if record.getMessage() == "limit.reached"]
    assert reached.limit == "posts"
    assert KARIN not in str(vars(reached))


@pytest.mark.usefixtures("small")
async def test_answers_to_one_invitation_have_a_budget(story, site):
    await story.series(1)
    link = await story.invited()

    assert await statuses(site, link, [{"answer": "no"}] * 5) == [303] * 3 + [429] * 2


@pytest.mark.usefixtures("small")
async def test_the_budget_of_a_link_is_free_again_in_the_next_hour_and_is_another_links_own(
    story, site, clock
):
    link = await my_link(story)
    posts = [{"calendar": choice} for choice in ("none", "subscription", "none", "subscription")]
    assert (await statuses(site, link, posts))[-1] == 429
    other = await story.said_yes(await story.invited("Bo Berg"))
    assert await statuses(site, other, posts[:1]) == [303]

    clock.now = clock.now.replace(hour=clock.now.hour + 1)

    assert await statuses(site, link, posts[:1]) == [303]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_the_network_of_an_ipv6_address_is_its_64(address, network):
    assert network_of(address) == network
