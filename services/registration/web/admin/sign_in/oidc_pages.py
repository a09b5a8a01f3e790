"""`/admin/oidc`: away to the provider, and `/admin/oidc/svar`: back from it."""

import base64
import hashlib
import hmac
import logging
from datetime import timedelta
from typing import Final, Literal

import msgspec
from litestar import Response, route
from litestar.datastructures import Cookie
from litestar.enums import HttpMethod

from services.registration.actions.staff import sign_in
from services.registration.domain.form import tidy_address
from services.registration.web import callers
from services.registration.web.admin.kit import session, told
from services.registration.web.admin.kit.session import PageRequest
from services.registration.web.admin.sign_in.session_pages import inside
from services.registration.web.kit.locale import Locale, locale_of
from services.registration.web.kit.oidc import AddressUnverified, OidcAway, OidcFault, StartedSignIn
from services.registration.web.kit.responses import go_to
from services.registration.web.services import AppServices, Services
from shared import times

log = logging.getLogger(__name__)

_GET: Final = [HttpMethod.GET]
_NAME: Final = "kallelse-oidc"
_LASTS: Final = timedelta(minutes=10)
_MAC_BYTES: Final = 32

Why = Literal["oidc_off", "oidc_broken_off", "oidc_failed", "oidc_away", "oidc_unverified", "oidc_not_staff"]
_STATUS: Final[dict[Why, int]] = {
    "oidc_off": 404,
    "oidc_broken_off": 200,
    "oidc_failed": 400,
    "oidc_away": 503,
    "oidc_unverified": 403,
    "oidc_not_staff": 403,
}


@route("/oidc", http_method=_GET)
async def go_to_provider(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Lead to the provider; the browser keeps what belongs to its answer. `till`: where to go afterwards."""
    locale = locale_of(request)
    if services.oidc is None:
        return _refused(locale, services, "oidc_off")
    try:
        url, started = await services.oidc.start(inside(request.query_params.get("till", "")))
    except OidcFault as fault:
        return _failed(locale, services, fault)
    return _keep(go_to(url), services, _sealed(started, services), _LASTS)


@route("/oidc/svar", http_method=_GET)
async def come_back(request: PageRequest, services: AppServices) -> Response[bytes]:
    """Start a session for whoever the provider vouches for, if they are staff somewhere; nobody is made staff by this."""
    locale = locale_of(request)
    if services.oidc is None:
        return _refused(locale, services, "oidc_off")
    answer = {name: request.query_params[name] for name in request.query_params}
    started = _unsealed(request.cookies.get(_cookie_name(services), ""), services)
    if started is None:
        return _refused(locale, services, "oidc_failed")
    if "error" in answer:
        return _refused(locale, services, "oidc_broken_off")
    initiator = callers.unknown(now=times.now(), language=locale.language)
    try:
        address = tidy_address(await services.oidc.finish(answer, started))
        if address is None:
            raise AddressUnverified("no address that takes mail")
        cookie = await sign_in.sign_in_by_address(
            services.pool,
            initiator,
            email=address,
            earlier=session.cookie_of(request, services.settings.base_url),
        )
    except OidcFault as fault:
        return _failed(locale, services, fault)
    except sign_in.NotStaff:
        return _refused(locale, services, "oidc_not_staff")
    response = _keep(go_to(locale.address(inside(started.till) or "/admin")), services, "", timedelta(0))
    return session.start(response, cookie, services.settings.base_url)


def _failed(locale: Locale, services: Services, fault: OidcFault) -> Response[bytes]:
    log.warning("oidc.failed", extra={"why": str(fault), "fault": type(fault).__name__})
    if isinstance(fault, OidcAway):
        return _refused(locale, services, "oidc_away")
    return _refused(
        locale, services, "oidc_unverified" if isinstance(fault, AddressUnverified) else "oidc_failed"
    )


def _refused(locale: Locale, services: Services, why: Why) -> Response[bytes]:
    """A page that says why, and leads back; an answer can be used only once."""
    return _keep(told.not_signed_in(locale, why, status=_STATUS[why]), services, "", timedelta(0))


def _keep(answer: Response[bytes], services: Services, value: str, lasts: timedelta) -> Response[bytes]:
    answer.set_cookie(
        Cookie(
            key=_cookie_name(services),
            value=value,
            max_age=int(lasts.total_seconds()),
            path="/",
            secure=services.settings.base_url.startswith("https://"),
            httponly=True,
            samesite="lax",  # it has to come along when the provider leads back
        )
    )
    return answer


def _cookie_name(services: Services) -> str:
    return f"__Host-{_NAME}" if services.settings.base_url.startswith("https://") else _NAME


def _sealed(started: StartedSignIn, services: Services) -> str:
    body = msgspec.json.encode(started)
    return base64.urlsafe_b64encode(_mac(body, services.settings.keys()[0].secret) + body).decode()


def _unsealed(text: str, services: Services) -> StartedSignIn | None:
    """What the browser has kept; None if it is not ours or too old."""
    try:
        raw = base64.b64decode(text.encode("ascii"), altchars=b"-_", validate=True)
        mac, body, keys = raw[:_MAC_BYTES], raw[_MAC_BYTES:], services.settings.keys()
        if not any(hmac.compare_digest(mac, _mac(body, key.secret)) for key in keys):
            return None
        started = msgspec.json.decode(body, type=StartedSignIn)
    except (ValueError, msgspec.MsgspecError):
        return None
    age = times.now().timestamp() - started.at
    return started if 0 <= age + 1 <= _LASTS.total_seconds() + 1 else None


def _mac(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"oidc:" + body, hashlib.sha256)
