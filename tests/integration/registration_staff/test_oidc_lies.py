"""What a provider or somebody between says that is not so signs nobody in."""

from datetime import timedelta

import pytest
from joserfc.jwk import OctKey, RSAKey

from shared import times
from tests.support import oidc as support
from tests.support.oidc import away, back, refused, unsigned

EMAIL = "maria@ruc.example"


@pytest.fixture
async def site(site_with_provider):
    return site_with_provider


LIES = {
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another issuer": {"iss": "https://login.kommun.example/"},
    "no issuer": {"iss": None},
    "another audience": {"aud": "another"},
    "no audience": {"aud": None},
    "several audiences and no party": {"aud": ["kallelse", "another"]},
    "another party": {"aud": ["kallelse", "another"], "azp": "another"},
    "no subject": {"sub": None},
    "no end": {"exp": None},
    "no beginning": {"iat": None},
}


@pytest.mark.parametrize("claims", LIES.values(), ids=LIES)
async def test_a_token_that_is_not_for_us_now_signs_nobody_in(site, provider, claims):
    provider.claims = claims
    await refused(site, provider, status=400, heading="Inloggningen gick inte")


@pytest.mark.parametrize(
    ("begins", "ends", "is_let_in"),
    [(-600, -180, False), (180, 600, False), (-600, -60, True), (60, 600, True)],
)
async def test_a_token_counts_in_its_time_with_two_minutes_for_clocks(
    site, provider, begins, ends, is_let_in
):
    now = int(times.now().timestamp())
    provider.claims = {"iat": now + begins, "exp": now + ends}
    answer = await back(site, provider.follow(await away(site)))
    assert answer.status_code == (303 if is_let_in else 400)


async def test_a_signature_by_another_key_signs_nobody_in(site, provider):
    provider.published = [RSAKey.generate_key(2048, {"kid": "1"})]
    await refused(site, provider, status=400, heading="Inloggningen gick inte")


@pytest.mark.parametrize("kind", ["shared secret", "none", "nothing", "garbage"])
async def test_a_token_that_no_published_key_has_signed_signs_nobody_in(site, provider, kind):
    url = await away(site)
    answer = provider.follow(url)
    now = int(times.now().timestamp())
    claims = {
        "iss": support.ISSUER, "aud": "kallelse", "sub": "1", "nonce": provider.sent["nonce"], "iat": now, "exp": now + 60,
        "email": EMAIL, "email_verified": True,
    }  # fmt: skip
    match kind:
        case "shared secret":
            provider.key = OctKey.import_key(support.CLIENT_SECRET.ljust(32), {"kid": "1"})
            provider.algorithm, provider.published = "HS256", [RSAKey.generate_key(2048, {"kid": "1"})]
        case "none":
            provider.token = unsigned(claims)
        case "nothing":
            provider.token = "."
        case "garbage":
            provider.token = "a.b.c"
    response = await back(site, answer)
    assert site._page(response, 400, checked=True).h1 == "Inloggningen gick inte"


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "another"},
        {"state": "läge"},
        {"state": None},
        {"code": None},
        {"iss": "https://evil.example"},
        {"iss": None},
    ],
)
async def test_an_answer_to_another_question_signs_nobody_in(site, provider, changes):
    await refused(site, provider, status=400, heading="Inloggningen gick inte", **changes)
    assert "/token" not in provider.asked


async def test_an_answer_counts_once_in_the_browser_that_asked_and_for_ten_minutes(
    site, provider, monkeypatch
):
    answer = provider.follow(await away(site))
    kept = site.client.cookies["kallelse-oidc"]
    site.client.cookies.clear()
    assert (await back(site, answer)).status_code == 400  # another browser
    site.client.cookies.set("kallelse-oidc", kept[:-4] + "AAAA")
    assert (await back(site, answer)).status_code == 400  # made by somebody else

    answer = provider.follow(await away(site))
    assert (await back(site, answer)).status_code == 303
    site.client.cookies.delete("kallelse")
    assert (await back(site, answer)).status_code == 400

    answer = provider.follow(await away(site))
    late = times.now() + timedelta(minutes=10, seconds=5)
    monkeypatch.setattr(times, "now", lambda: late)
    assert (await back(site, answer)).status_code == 400
