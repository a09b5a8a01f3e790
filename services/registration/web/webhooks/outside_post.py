"""Posts to an address that an organiser has chosen, and reaches nothing but the public internet (docs/decisions/0078).

Every address that the name leads to is checked, and the connection is made to one that was checked, so that the name
cannot lead elsewhere in between. Redirects are not followed, no proxy is used, and no connection is kept: one kept to an
address would serve another name at the same address.
"""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeAlias

import httpx

from services.registration.domain.form import web_address
from services.registration.domain.webhooks.public_address import is_public
from services.registration.domain.webhooks.webhook import Attempt, AttemptOutcome

# Of the whole attempt, and of its parts; the lease of a message is longer.
SECONDS: Final = 20.0
_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
# An answer is its status. What follows is read no further than this, and is not kept.
_MOST_BYTES: Final = 16_384
_SECONDS_TO_FINISH: Final = 2.0
_MOST_ADDRESSES: Final = 3
_PORTS: Final = {"https": 443, "http": 80}

# Threads of their own: a name server that does not answer must not hold up what else waits for a thread, such as passwords.
_LOOKUPS: Final = ThreadPoolExecutor(8, thread_name_prefix="webhook-lookup")

Resolve: TypeAlias = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """Look a name up; empty where it leads nowhere."""

    def look_up() -> list[Any]:  # Any: as getaddrinfo returns them
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)

    try:
        found = await asyncio.get_running_loop().run_in_executor(_LOOKUPS, look_up)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class OutsidePost:
    """Posts to the outside. `anywhere`: for trying on one machine, nothing is checked."""

    def __init__(
        self, *, anywhere: bool = False, trusted: ssl.SSLContext | None = None, lookup: Resolve = resolve
    ) -> None:
        self._anywhere = anywhere
        self._resolve = lookup
        self._trusted = trusted
        self._transport: httpx.AsyncHTTPTransport | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Attempt:
        """Post once, and return what came of it; raises nothing."""
        started = time.monotonic()
        code: int | None = None
        outcome: AttemptOutcome
        try:
            async with asyncio.timeout(SECONDS):
                outcome, code = await self._post(url, body, headers)
        except (TimeoutError, httpx.TimeoutException):
            outcome = "too_slow"
        except httpx.HTTPError as error:
            outcome = "bad_certificate" if _is_about_certificate(error) else "no_connection"
        except (httpx.InvalidURL, ssl.SSLError, OSError, ValueError):
            outcome = "no_connection"
        return Attempt(outcome=outcome, code=code, milliseconds=round((time.monotonic() - started) * 1000))

    async def aclose(self) -> None:
        if self._transport is not None:
            await self._transport.aclose()

    async def _post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[AttemptOutcome, int | None]:
        address = httpx.URL(web_address(url) or "")
        if address.scheme != "https" and not self._anywhere:
            return "not_encrypted", None
        found = await self._resolve(_host(address), address.port or _PORTS[address.scheme])
        if not found:
            return "no_address", None
        # One that leads inside is enough: who names it means it, or is being led on.
        if not self._anywhere and not all(is_public(each) for each in found):
            return "not_public", None
        return await self._post_to(found[:_MOST_ADDRESSES], address, body, headers)

    async def _post_to(
        self, found: list[str], address: httpx.URL, body: bytes, headers: Mapping[str, str]
    ) -> tuple[AttemptOutcome, int | None]:
        """Post to the first of these that takes a connection, by the name in the address."""
        for number, each in enumerate(found, start=1):
            request = httpx.Request(
                "POST",
                address.copy_with(host=each),
                content=body,
                headers={**headers, "host": address.netloc.decode("ascii")},
                extensions={"sni_hostname": _host(address), "timeout": _TIMEOUT.as_dict()},
            )
            try:
                return await self._send(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if number == len(found) or _is_about_certificate(error):
                    raise
        raise httpx.ConnectError("no address")

    async def _send(self, request: httpx.Request) -> tuple[AttemptOutcome, int | None]:
        answer = await self._open().handle_async_request(request)
        try:
            # The status has been said, which is all that is asked for; whoever says it may finish, within limits.
            with contextlib.suppress(httpx.HTTPError, TimeoutError):
                async with asyncio.timeout(_SECONDS_TO_FINISH):
                    read = 0
                    async for part in answer.aiter_raw():
                        read += len(part)
                        if read > _MOST_BYTES:
                            break
        finally:
            await answer.aclose()
        return _outcome(answer.status_code), answer.status_code

    def _open(self) -> httpx.AsyncHTTPTransport:
        """What connects, made when it is first used: reading the certificates takes long, and few organisers have webhooks.

        Not a client: that follows redirects, keeps cookies and reads proxies from the environment.
        """
        if self._transport is None:
            self._transport = httpx.AsyncHTTPTransport(
                verify=self._trusted or True,
                trust_env=False,
                limits=httpx.Limits(max_keepalive_connections=0),
            )
        return self._transport


def _host(address: httpx.URL) -> str:
    return address.raw_host.decode("ascii").strip("[]")


def _outcome(code: int) -> AttemptOutcome:
    if 200 <= code < 300:
        return "delivered"
    return "redirected" if 300 <= code < 400 else "refused"


def _is_about_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
