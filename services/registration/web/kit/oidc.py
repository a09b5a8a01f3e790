"""Signing in by OIDC: the code flow with PKCE, state and nonce, against one provider (docs/decisions/0073)."""

import base64
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from services.registration.settings import RegistrationSettings
from shared import times

log = logging.getLogger(__name__)

# Where a provider sends people back to, below the installation's address.
CALLBACK: Final = "/admin/oidc/svar"

_SCOPE: Final = "openid email profile"
# Only signatures by keys that the provider publishes: never a shared secret, never none.
_ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
_LEEWAY: Final = 120
_KEPT_SECONDS: Final = 3600.0
_KEYS_AGAIN_SECONDS: Final = 60.0
_CONFIGURATION: Final = "/.well-known/openid-configuration"


class OidcFault(Exception):
    """Somebody could not be signed in; the text is for operators and never holds what the provider said of the person."""


class OidcAway(OidcFault):
    """The provider does not answer, or not as one."""


class AddressUnverified(OidcFault):
    """The provider tells no address of the person, or does not vouch for it."""


class StartedSignIn(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser keeps until it comes back; `till`: where to go then; `at`: seconds of the epoch."""

    state: str
    nonce: str
    verifier: str
    till: str
    at: int


class ProviderMetadata(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider says of itself (OpenID Connect Discovery 1.0, section 3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class OidcProvider:
    """The provider of the settings. What it says of itself, and its keys, are read again every hour."""

    def __init__(
        self,
        settings: RegistrationSettings,
        client: httpx.AsyncClient,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`client`: makes the requests to the provider."""
        self.name = settings.oidc_name or settings.oidc_issuer or ""
        self._issuer = settings.oidc_issuer or ""
        self._id, self._secret = settings.oidc_client_id or "", settings.oidc_client_secret or ""
        self._claim = settings.oidc_claim
        self._redirect = f"{settings.base_url}{CALLBACK}"
        self._client, self._clock = client, clock
        self._metadata: tuple[float, ProviderMetadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def start(self, till: str) -> tuple[str, StartedSignIn]:
        """Return the address at the provider to go to, and what the browser keeps. Raises `OidcAway`."""
        metadata = await self.read_metadata()
        started = StartedSignIn(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            till=till,
            at=int(times.now().timestamp()),
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(started.verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._id,
            "redirect_uri": self._redirect,
            "scope": _SCOPE,
            "state": started.state,
            "nonce": started.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        joined = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{joined}{urlencode(query)}", started

    async def finish(self, answer: Mapping[str, str], started: StartedSignIn) -> str:
        """Return the verified address of who comes back with this answer. Raises `OidcFault`."""
        metadata = await self.read_metadata()
        if not hmac.compare_digest(
            answer.get("state", "").encode("utf-8", "replace"), started.state.encode()
        ):
            raise OidcFault("another state")
        # RFC 9207: against an answer of another provider that is passed off as this one's.
        issuer = answer.get("iss")
        if issuer != self._issuer and (issuer or metadata.authorization_response_iss_parameter_supported):
            raise OidcFault("an answer of another issuer")
        if not answer.get("code"):
            raise OidcFault("no code")
        tokens = await self._exchange(metadata, answer["code"], started.verifier)
        claims = await self._verify(metadata, str(tokens.get("id_token", "")), started.nonce)
        if self._claim not in claims and metadata.userinfo_endpoint is not None:
            claims = {**await self._userinfo(metadata.userinfo_endpoint, tokens, claims["sub"]), **claims}
        return self._address(claims)

    async def read_metadata(self) -> ProviderMetadata:
        """What the provider says of itself. Raises `OidcAway`."""
        if self._metadata is not None and self._clock() - self._metadata[0] < _KEPT_SECONDS:
            return self._metadata[1]
        response = await self._ask("GET", self._issuer.rstrip("/") + _CONFIGURATION)
        try:
            found = msgspec.json.decode(response.content, type=ProviderMetadata)
        except msgspec.MsgspecError:
            raise OidcAway("its configuration cannot be read") from None
        if found.issuer != self._issuer:
            raise OidcAway("its configuration names another issuer")
        self._metadata = (self._clock(), found)
        return found

    async def aclose(self) -> None:
        """Close the connections to the provider."""
        await self._client.aclose()

    def _address(self, claims: Mapping[str, Any]) -> str:  # Any: claims of a provider
        """The address in the claim of the settings; `email` counts only where the provider vouches for it."""
        found = claims.get(self._claim)
        if isinstance(found, list) and found:
            found = found[0]
        if not isinstance(found, str) or "@" not in found:
            raise AddressUnverified("no address")
        if self._claim == "email" and claims.get("email_verified") not in (True, "true"):
            raise AddressUnverified("an unverified address")
        return found

    async def _exchange(
        self, metadata: ProviderMetadata, code: str, verifier: str
    ) -> dict[str, Any]:  # Any: JSON of a provider
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        headers = {}
        if "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            # RFC 6749, section 2.3.1: both parts are encoded before they are joined.
            pair = f"{quote(self._id, safe='')}:{quote(self._secret, safe='')}"
            headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self._id, "client_secret": self._secret}
        response = await self._ask("POST", metadata.token_endpoint, data=form, headers=headers)
        return _object(response)

    async def _verify(self, metadata: ProviderMetadata, token: str, nonce: str) -> dict[str, Any]:
        """Check the ID token (OpenID Connect Core 1.0, section 3.1.3.7), and return its claims."""
        checks = jwt.JWTClaimsRegistry(
            now=lambda: int(times.now().timestamp()),
            leeway=_LEEWAY,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": self._id},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            claims: dict[str, Any] = await self._decode(metadata, token)
            checks.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise OidcFault(type(error).__name__) from None
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self._id:
            raise OidcFault("a token for somebody else")
        return claims

    async def _decode(self, metadata: ProviderMetadata, token: str) -> dict[str, Any]:
        """Check the signature; once more with keys read anew, since a provider may have changed them."""
        keys = await self._read_keys(metadata)
        try:
            return jwt.decode(token, keys, algorithms=list(_ALGORITHMS)).claims
        except (JoseError, ValueError):
            again = await self._read_keys(metadata, kept_seconds=_KEYS_AGAIN_SECONDS)
            if again is keys:
                raise
            return jwt.decode(token, again, algorithms=list(_ALGORITHMS)).claims

    async def _read_keys(self, metadata: ProviderMetadata, *, kept_seconds: float = _KEPT_SECONDS) -> KeySet:
        if self._keys is not None and self._clock() - self._keys[0] < kept_seconds:
            return self._keys[1]
        try:
            found: KeySet = KeySet.import_key_set(_object(await self._ask("GET", metadata.jwks_uri)))  # type: ignore[arg-type]
        except (JoseError, ValueError, KeyError, TypeError):
            raise OidcAway("its keys cannot be read") from None
        self._keys = (self._clock(), found)
        return found

    async def _userinfo(self, url: str, tokens: Mapping[str, Any], sub: str) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {tokens.get('access_token', '')}"}
        found = _object(await self._ask("GET", url, headers=headers))
        if found.get("sub") != sub:
            raise OidcFault("userinfo of somebody else")
        return found

    async def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:  # Any: as httpx takes it
        try:
            response = await self._client.request(method, url, **more)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            raise OidcAway(type(error).__name__) from None
        if response.status_code >= 500:
            raise OidcAway(f"it answers {response.status_code}")
        if response.status_code != 200:
            raise OidcFault(f"it answers {response.status_code}")
        return response


def _object(response: httpx.Response) -> dict[str, Any]:  # Any: JSON of a provider
    try:
        found: dict[str, Any] = msgspec.json.decode(response.content, type=dict[str, Any])
    except msgspec.MsgspecError:
        raise OidcFault("an answer that cannot be read") from None
    return found
