"""Staff sign in at a provider by OIDC: a real one, and one that can be made to lie."""

import logging
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import RSAKey

from services.registration.web.kit.oidc import OidcProvider
from tests.support import oidc as support
from tests.support.api import settings
from tests.support.oidc import FakeProvider, away, back, refused
from tests.support.pages.client import open_site
from tests.support.pages.staff import let_in, sign_in
from tests.support.registration import an_organiser

EMAIL = "maria@ruc.example"


@pytest.fixture
async def site(site_with_provider):
    return site_with_provider


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the provider, in its own thread
async def test_staff_sign_in_at_a_real_provider_and_nobody_else_does(database):
    import oidc_provider_mock

    known = [
        oidc_provider_mock.User(sub=sub, claims={"email": email, "email_verified": is_verified})
        for sub, email, is_verified in (
            ("maria", EMAIL.upper(), True),
            ("nobody", "nobody@ruc.example", True),
            ("unsure", EMAIL, False),
        )
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=known, require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        async with (
            open_site(database, **support.SETTINGS | {"oidc_issuer": issuer}) as site,
            httpx.AsyncClient() as elsewhere,
        ):
            await let_in(site.organiser.pool, site.organiser, EMAIL)

            async def come_back_as(sub: str) -> httpx.Response:
                there = await elsewhere.post(await away(site, "/admin/ruc/jag"), data={"sub": sub})
                assert there.headers["location"].startswith("http://kallelse.example/admin/oidc/svar?")
                return await site.client.get(there.headers["location"])

            for sub, heading in (
                ("nobody", "Du är inte medarbetare här"),
                ("unsure", "Din e-postadress är inte bekräftad"),
            ):
                assert site._page(await come_back_as(sub), 403, checked=True).h1 == heading
                assert (await site.client.get("/admin/ruc")).status_code == 303
            assert await site.organiser.pool.fetchval("select count(*) from staff") == 1

            answer = await come_back_as("maria")
            assert (answer.status_code, answer.headers["location"]) == (303, "/admin/ruc/jag")
            assert EMAIL in (await site.get("/admin/ruc/jag")).text

            denied = await elsewhere.post(await away(site), data={"action": "deny"})
            page = site._page(await site.client.get(denied.headers["location"]), 200, checked=True)
            assert page.h1 == "Du är inte inloggad"


async def test_the_sign_in_page_has_the_button_and_it_keeps_where_to_go(site, provider):
    page = await site.get("/admin/sign-in?till=/admin/ruc/jag")
    assert page.href("Logga in med Nora kommun") == "/admin/oidc?till=%2Fadmin%2Fruc%2Fjag"

    answer = await back(site, provider.follow(await away(site, "/admin/ruc/jag")))

    assert answer.headers["location"] == "/admin/ruc/jag"
    cookies = answer.headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "samesite=lax" in cookie.lower() for cookie in cookies)


async def test_coming_back_from_the_provider_ends_the_session_that_the_browser_had(site, provider):
    await back(site, provider.follow(await away(site)))
    [earlier] = await site.organiser.pool.fetch("select token_hash from staff_session")

    await back(site, provider.follow(await away(site)))

    [now] = await site.organiser.pool.fetch("select token_hash from staff_session")
    assert now != earlier


async def test_without_a_provider_there_is_no_button_and_no_way(database):
    async with open_site(database) as site:
        assert "/admin/oidc" not in (await site.get("/admin/sign-in")).raw
        for path in ("/admin/oidc", "/admin/oidc/svar?code=a&state=b"):
            await site.get(path, expect=404)


@pytest.mark.parametrize("till", ["https://evil.example", "//evil.example", "/\\evil"])
async def test_signing_in_at_a_provider_leads_to_no_other_site(site, provider, till):
    answer = await back(site, provider.follow(await away(site, till)))
    assert answer.headers["location"] == "/admin"


async def test_the_session_holds_at_each_organiser_of_the_address_with_or_without_a_password(site, provider):
    other = await an_organiser(site.organiser.pool, "lund")
    await let_in(other.pool, other, EMAIL, "viewer")
    await site.organiser.pool.execute("update staff set password_hash = null")

    await back(site, provider.follow(await away(site)))

    await site.get("/admin/lund")
    await site.get("/admin/ruc")
    logged = await site.organiser.pool.fetch("select action, after from audit order by id")
    assert [(row["action"], row["after"]) for row in logged] == [("staff.sign_in", {"by": "oidc"})] * 2


async def test_who_was_let_out_is_not_let_in(site, provider):
    await site.organiser.pool.execute("update staff set ended_at = now()")
    await refused(site, provider, status=403, heading="Du är inte medarbetare här")


async def test_a_new_key_of_the_provider_is_read_but_not_at_every_try(site, database):
    seconds = [0.0]
    provider = FakeProvider()
    site.app.services.oidc = OidcProvider(
        settings(database, **support.SETTINGS), provider.client(), clock=lambda: seconds[0]
    )
    assert (await back(site, provider.follow(await away(site)))).status_code == 303
    provider.key = RSAKey.generate_key(2048, {"kid": "1"})  # under the old number

    assert (await back(site, provider.follow(await away(site)))).status_code == 400
    seconds[0] += 61
    assert (await back(site, provider.follow(await away(site)))).status_code == 303

    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1
    seconds[0] += 3600
    await away(site)
    assert provider.asked.count("/.well-known/openid-configuration") == 2


@pytest.mark.parametrize(
    ("told", "heading"),
    [
        ({}, "Din e-postadress är inte bekräftad"),
        ({"email": EMAIL}, "Din e-postadress är inte bekräftad"),
        ({"email": EMAIL, "email_verified": False}, "Din e-postadress är inte bekräftad"),
        ({"email": 7, "email_verified": True}, "Din e-postadress är inte bekräftad"),
        ({"email": "maria", "email_verified": True}, "Din e-postadress är inte bekräftad"),
        ({"email": "bo@ruc.example", "email_verified": True}, "Du är inte medarbetare här"),
    ],
)
async def test_only_a_verified_address_that_is_staffs_signs_in(site, provider, told, heading):
    provider.told = told
    await refused(site, provider, status=403, heading=heading)


async def test_userinfo_of_somebody_else_is_not_believed(site, provider):
    provider.info_sub = "2"
    await refused(site, provider, status=400, heading="Inloggningen gick inte")


async def test_another_claim_can_be_the_address(database):
    changed = support.SETTINGS | {"oidc_claim": "preferred_username"}
    async with open_site(database, **changed) as site:
        await let_in(site.organiser.pool, site.organiser, EMAIL)
        provider = FakeProvider(claims={"preferred_username": EMAIL}, told={})
        site.app.services.oidc = OidcProvider(settings(database, **changed), provider.client())

        assert (await back(site, provider.follow(await away(site)))).status_code == 303


@pytest.mark.parametrize(
    "broken",
    [
        {"status": 503},
        {"configuration": {"issuer": "https://another.example"}},
        {"configuration": {"token_endpoint": None}},
        {"configuration": {"jwks_uri": 7}},
    ],
)
async def test_a_provider_that_does_not_answer_is_said_to_be_away(site, provider, broken):
    for name, value in broken.items():
        setattr(provider, name, value)

    page = await site.get("/admin/oidc", expect=503)

    assert page.h1 == "Inloggningen svarar inte"


async def test_a_form_that_was_kept_can_be_sent_after_signing_in_in_another_tab(site, provider):
    page = await site.refused("/admin/ruc/jag", {"name": "Maria & Åsa", "language": "sv"}, expect=401)
    assert page.href("Logga in med Nora kommun i en ny flik") == "/admin/oidc"
    [form] = [one for one in page.root.all("form") if one["action"] == "/admin/ruc/jag"]
    await back(site, provider.follow(await away(site)))

    await site.post(form["action"], {one["name"]: one["value"] for one in form.all("input", type="hidden")})

    assert (await site.get("/admin/ruc/jag")).value("name") == "Maria & Åsa"


async def test_no_address_code_or_state_is_logged(site, provider, caplog):
    caplog.set_level(logging.DEBUG)
    provider.told = {"email": EMAIL, "email_verified": False}
    answer = provider.follow(await away(site))
    await back(site, answer)

    said = "\n".join(
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if record.name.startswith(("services", "shared"))
    )
    assert "oidc.failed" in said
    for secret in (EMAIL, "made-up", answer["state"], provider.sent["nonce"]):
        assert secret not in said


@pytest.mark.usefixtures("provider")
async def test_what_is_asked_of_the_provider(site):
    url = await away(site)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    assert url.startswith(f"{support.ISSUER}/authorize?")
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == (
        "code",
        "kallelse",
        "openid email profile",
    )
    assert asked["redirect_uri"] == "http://kallelse.example/admin/oidc/svar"
    assert asked["code_challenge_method"] == "S256"
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    assert support.CLIENT_SECRET not in url
    await sign_in(site, EMAIL)
