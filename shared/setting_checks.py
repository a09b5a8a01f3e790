"""What is wrong with the value of a setting, in one sentence that also says what to write; None if nothing is.

The service that starts and `kallelse doctor` ask the same functions. No sentence repeats a secret.
"""

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from shared import addresses, links

SHORTEST_SECRET: Final = 16
# Random bytes or letters of that length always have more; a repeated or typed one has fewer.
FEWEST_DIFFERENT: Final = 8
_LOCAL_NAMES: Final = {"localhost"}


def database_url(url: str) -> str | None:
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        return "is no database URL: write it as postgresql://user:password@host/kallelse"
    return None


def redis_url(url: str) -> str | None:
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        return "is no queue URL: it begins with redis://, rediss:// or unix://"
    return None


def base_url(url: str) -> str | None:
    """Personal links travel in this address, so it is https but on one machine or in a private network."""
    if (wrong := web_address(url)) is not None:
        return wrong
    parts = urlsplit(url)
    if parts.path or parts.query or parts.fragment:
        return "has something after the host: leave out the path and the slash at the end"
    if parts.scheme == "http" and not _is_private(parts.hostname or ""):
        return "is not encrypted: personal links travel in it, so write https://"
    return None


def web_address(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    return None if is_one else "is no web address: write it as https://host"


def on_one_machine(base_url: str) -> str | None:
    """Of a setting that opens what must stay closed wherever others are: only beside a base URL of one machine."""
    if not _is_private(urlsplit(base_url).hostname or ""):
        return "is for trying on one machine: leave it out where KALLELSE_BASE_URL is another's to reach"
    return None


def issuer(url: str) -> str | None:
    """Of an OIDC provider: it is compared letter by letter, and who signs in is believed by what it says."""
    if (wrong := web_address(url)) is not None:
        return wrong
    parts = urlsplit(url)
    if parts.scheme == "http" and not _is_private(parts.hostname or ""):
        return "is not encrypted: write https://"
    if "common/" in parts.path or "organizations/" in parts.path:
        return "is for every organisation: name the one tenant whose people sign in here"
    return None


def link_keys(text: str) -> str | None:
    try:
        keys = links.read_keys(text)
    except ValueError:
        return "cannot be read: write number:hex,…, numbers to 255, at least 32 hexadecimal digits each"
    if len({key.number for key in keys}) < len(keys):
        return "has one number twice: each key has its own"
    if any(len(set(key.secret)) < FEWEST_DIFFERENT for key in keys):
        return "has a key that can be guessed: make one with `openssl rand -hex 32`"
    return None


def secret(text: str) -> str | None:
    if len(text) < SHORTEST_SECRET or len(set(text)) < FEWEST_DIFFERENT:
        return f"can be guessed: at least {SHORTEST_SECRET} characters, as `openssl rand -hex 32` makes"
    return None


def domain(name: str) -> str | None:
    return None if addresses.tidy(f"post@{name}") else "is no domain: write it as kallelse.kommun.example"


def address(text: str) -> str | None:
    return None if addresses.tidy(text) else "is no e-mail address: write it as namn@kommun.example"


def trusted(text: str) -> str | None:
    """Addresses and networks, separated by commas, or `*`."""
    for one in text.split(","):
        try:
            if one.strip() != "*":
                ipaddress.ip_network(one.strip(), strict=False)
        except ValueError:
            return "holds what is no address: write addresses or networks, as 10.0.0.0/8, separated by commas"
    return None


def _is_private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host in _LOCAL_NAMES
