"""API tokens are made, shown once, listed and ended from a page."""

import httpx
import pytest

from tests.support.api import BASE_URL

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/nycklar"


async def make(admin, name="Kurskatalogen", **more):
    answer = await admin.client.post(HERE, data={"name": name, "role": "viewer", **more})
    return admin._page(answer, 200, checked=True)


async def status_with(site, token) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(site.app), base_url=BASE_URL) as client:
        found = await client.get("/api/v1/programmes", headers={"authorization": f"Bearer {token}"})
    return found.status_code


async def test_a_token_is_shown_once_and_opens_the_api_until_it_is_ended(admin, site):
    assert "Inga nycklar än" in (await admin.get(HERE)).text

    secret = (await make(admin)).value("nyckel")

    assert secret.startswith("kallelse_")
    assert await status_with(site, secret) == 200
    again = await admin.get(HERE)
    assert secret not in again.raw
    assert "Kurskatalogen" in again.text
    assert "Gäller tills vidare" in again.text

    [end] = [href for href in again.hrefs() if href.endswith("/slut")]
    assert "Stäng 1 nyckel" in (await admin.get(end)).buttons()
    assert await admin.post(end) == f"{HERE}?om=slut"
    assert await admin.post(end) == f"{HERE}?om=slut"
    assert await site.organiser.pool.fetchval("select revoked_at is not null from api_token")
    assert "Stängd" in (await admin.get(f"{HERE}?om=slut")).text


async def test_everything_that_is_wrong_with_a_token_is_said_at_once(admin):
    page = await admin.refused(HERE, {"name": "", "role": "owner", "until": "i morgon"})
    assert sorted(page.mistakes()) == ["name", "role", "until"]
    assert page.value("until") == "i morgon"

    page = await admin.refused(HERE, {"name": "A", "role": "viewer", "until": "2020-01-01"})
    assert page.mistakes() == {"until": "Välj en dag som inte har varit."}

    await make(admin, "A")
    page = await admin.refused(HERE, {"name": "A", "role": "viewer"})
    assert list(page.mistakes()) == ["name"]


async def test_a_token_with_an_end_is_valid_through_that_day(admin, site, clock):
    await make(admin, until="2030-03-31")

    found = await site.organiser.pool.fetchval("select expires_at from api_token")

    assert found.isoformat() == "2030-03-31T22:00:00+00:00"
    assert "Gäller till" in (await admin.get(HERE)).text
    clock.now = found
    # The session has ended too, long before.
    assert (await admin.client.get(HERE)).status_code == 303
