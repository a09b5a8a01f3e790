"""A provider of sign-in that checks PKCE, and that can be made to lie."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from shared import times
from tests.support.pages.client import Site

ISSUER = "https://login.kommun.example"
CLIENT_ID = "kallelse"
CLIENT_SECRET = "made up: for tests"
SETTINGS = {
    "oidc_issuer": ISSUER,
    "oidc_client_id": CLIENT_ID,
    "oidc_client_secret": CLIENT_SECRET,
    "oidc_name": "Nora kommun",
}


@dataclass
class FakeProvider:
    """Answers as a provider does. `claims` are added to the ID token, `told` is what userinfo says beside `sub`."""

    key: Any = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    published: list[Any] | None = None
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(
        default_factory=lambda: {"email": "maria@ruc.example", "email_verified": True}
    )
    info_sub: str = "1"
    configuration: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    token: str | None = None
    status: int = 200
    asked: list[str] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)

    def client(self) -> httpx.AsyncClient:
        """A client whose requests this provider answers."""
        return httpx.AsyncClient(transport=httpx.MockTransport(self))

    def follow(self, url: str) -> dict[str, str]:
        """What a browser that was led to `url` comes back with, once the person has signed in there."""
        self.sent = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        return {"code": "made-up", "state": self.sent["state"], "iss": ISSUER}

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if self.status != 200:
            return httpx.Response(self.status)
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self._configuration())
            case "/keys":
                keys = KeySet(self.published or [self.key])
                return httpx.Response(200, json=keys.as_dict(private=False))
            case "/token":
                return self._token(request)
            case "/userinfo":
                assert request.headers["authorization"] == "Bearer opens-userinfo"
                return httpx.Response(200, json={"sub": self.info_sub, **self.told})
        return httpx.Response(404)

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            **self.configuration,
        }

    def _token(self, request: httpx.Request) -> httpx.Response:
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.sent["code_challenge"]
        assert self.sent["code_challenge_method"] == "S256"
        assert form["redirect_uri"] == self.sent["redirect_uri"]
        basic = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        assert basic == "kallelse:made%20up%3A%20for%20tests"
        return httpx.Response(
            200, json={"access_token": "opens-userinfo", "id_token": self.token or self._id_token()}
        )

    def _id_token(self) -> str:
        now = int(times.now().timestamp())
        claims = {
            "iss": ISSUER, "aud": CLIENT_ID, "sub": "1", "nonce": self.sent["nonce"], "iat": now, "exp": now + 300,
            **self.claims,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, kept, self.key, algorithms=[self.algorithm])


def unsigned(claims: dict[str, Any]) -> str:
    """A token with the algorithm `none`."""
    parts = ({"alg": "none"}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        + "."
    )


async def away(site: Site, till: str = "") -> str:
    """Press the button, and return where that leads."""
    answer = await site.client.get("/admin/oidc", params={"till": till} if till else {})
    assert answer.status_code == 303
    return answer.headers["location"]


async def back(site: Site, answer: dict[str, str]) -> httpx.Response:
    """Come back from the provider with this answer."""
    return await site.client.get("/admin/oidc/svar", params=answer)


async def refused(
    site: Site, provider: FakeProvider, *, status: int, heading: str, **changes: str | None
) -> None:
    """Come back with what the provider says, changed so; nobody is signed in."""
    answer = provider.follow(await away(site)) | changes
    response = await back(site, {name: value for name, value in answer.items() if value is not None})
    page = site._page(response, status, checked=True)
    assert page.h1 == heading
    assert page.href("Till inloggningen").startswith("/admin/sign-in")
    assert (await site.client.get("/admin/ruc")).status_code == 303
