"""What browsers and those who find a weakness are told: https only, and whom to write to."""

import httpx
import pytest

from tests.support import api as support


async def got(api, path):
    transport = httpx.ASGITransport(api.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://kallelse.example") as web:
        return await web.get(path)


@pytest.mark.parametrize("path", ["/", "/ingen", "/api/v1/cohorts", "/health/live"])
async def test_a_site_on_https_says_so_in_every_response(database, path):
    async with support.running(database, base_url="https://kallelse.example") as api:
        assert (await got(api, path)).headers["strict-transport-security"] == "max-age=31536000"


async def test_a_site_without_https_promises_none(api):
    assert "strict-transport-security" not in (await got(api, "/")).headers


async def test_security_txt_names_the_contact_and_has_an_end(database):
    async with support.running(
        database, base_url="https://kallelse.example", security_contact="mailto:it@kommun.example"
    ) as api:
        answer = await got(api, "/.well-known/security.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert lines["Contact"] == "mailto:it@kommun.example"
    assert lines["Expires"].endswith("T00:00:00Z")
    assert lines["Canonical"] == "https://kallelse.example/.well-known/security.txt"


async def test_there_is_no_security_txt_without_a_contact(api):
    assert (await got(api, "/.well-known/security.txt")).status_code == 404
