"""The check of what DNS says of the domains that mail is from, for `kallelse doctor`: MX, SPF, DKIM and DMARC."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

import dns.asyncresolver
import dns.exception
import dns.resolver

from services.notify.settings import NotifySettings
from shared.refused import Fault

PATIENCE_SECONDS: Final = 5.0
# RFC 5321 and 6761: nobody publishes anything for these.
_RESERVED: Final = ("example", "invalid", "localhost", "test")
_MOST_LOOKUPS: Final = 10  # RFC 7208, section 4.6.4
_LEAST_KEY_BYTES: Final = 128  # of 1024 bits; a shorter key is ignored (RFC 8301)
_LOOKS_UP: Final = re.compile(r"^[+?~-]?(include:|a\b|mx\b|ptr\b|exists:)|^redirect=", re.IGNORECASE)


class NoAnswer(Exception):
    """No name server answered, so nothing is known."""


async def look_at_domains(
    settings: NotifySettings, resolver: dns.asyncresolver.Resolver | None = None
) -> str:
    """Return what was found; raises `Fault` with everything that is wrong and how to mend it.

    Without a name server, or for a domain that is reserved for examples, it says that nothing was checked.
    """
    try:
        resolver = resolver or dns.asyncresolver.Resolver()
    except dns.exception.DNSException:
        return "no name server is configured, so MX, SPF, DKIM and DMARC were not checked"
    resolver.lifetime = PATIENCE_SECONDS
    domains = list(
        dict.fromkeys(
            [
                settings.mail_domain.lower(),
                settings.sender_address.rpartition("@")[2].lower(),
                *settings.allowed_sender_domains,
            ]
        )
    )
    said: list[str] = []
    faults: list[Fault] = []
    for domain in domains:
        if domain.rpartition(".")[2] in _RESERVED:
            said.append(f"{domain} is reserved for examples and was not checked")
            continue
        try:
            found = await _faults_of(resolver, domain, settings)
        except NoAnswer:
            said.append(f"no name server answers about {domain}, which was not checked")
            continue
        faults += found
        if not found:
            said.append(
                f"{domain} has what receivers ask for{'' if settings.dkim_selectors else ' (DKIM not checked: KALLELSE_DKIM_SELECTORS is not set)'}"
            )
    if faults:
        raise Fault(
            "; ".join(str(fault) for fault in faults),
            " ".join(dict.fromkeys(f"{fault.mend}." for fault in faults)),
        )
    return "; ".join(said)


async def _faults_of(
    resolver: dns.asyncresolver.Resolver, domain: str, settings: NotifySettings
) -> list[Fault]:
    found: list[Fault] = []
    if domain == settings.mail_domain.lower():
        found += await _mx(resolver, domain)
    found += await _spf(resolver, domain)
    for selector in filter(None, (one.strip() for one in settings.dkim_selectors.split(","))):
        found += await _dkim(resolver, domain, selector)
    return found + await _dmarc(resolver, domain, settings.mail_domain.lower())


async def _mx(resolver: dns.asyncresolver.Resolver, domain: str) -> list[Fault]:
    if await _records(resolver, domain, "MX") or await _records(resolver, domain, "A"):
        return []
    return [
        Fault(
            f"{domain} takes no mail: answers and bounces are lost",
            f"add an MX record for {domain}: docs/operate/mail-domain.md",
        )
    ]


async def _spf(resolver: dns.asyncresolver.Resolver, domain: str) -> list[Fault]:
    records = [text for text in await _texts(resolver, domain) if _is_spf(text)]
    if not records:
        mend = f'add a TXT record for {domain}, such as "v=spf1 include:_spf.your-relay -all"'
        return [Fault(f"{domain} has no SPF record", mend)]
    if len(records) > 1:
        return [
            Fault(
                f"{domain} has {len(records)} SPF records, so that none counts",
                f"join the SPF records of {domain} into one",
            )
        ]
    found: list[Fault] = []
    terms = records[0].split()[1:]
    last = next((term.lower() for term in terms if term.lower().lstrip("+-~?") == "all"), None)
    if last in {"all", "+all"}:
        found.append(
            Fault(
                f"the SPF record of {domain} lets everybody send", f"end the SPF record of {domain} with -all"
            )
        )
    elif last is None and not any(term.lower().startswith("redirect=") for term in terms):
        found.append(
            Fault(
                f"the SPF record of {domain} does not say what holds for others",
                f"end the SPF record of {domain} with -all or ~all",
            )
        )
    if (lookups := await _lookups(resolver, terms, {domain})) > _MOST_LOOKUPS:
        found.append(
            Fault(
                f"the SPF record of {domain} asks for {lookups} look-ups, and receivers stop at {_MOST_LOOKUPS}",
                f"name addresses (ip4:, ip6:) in the SPF record of {domain} instead of some include:",
            )
        )
    return found


async def _lookups(resolver: dns.asyncresolver.Resolver, terms: Sequence[str], seen: set[str]) -> int:
    """Count the look-ups that a receiver does, those of included records too."""
    count = 0
    for term in terms:
        if not _LOOKS_UP.match(term):
            continue
        count += 1
        name = term.lstrip("+-~?")
        kind, _, target = name.replace("redirect=", "redirect:").partition(":")
        if kind.lower() not in {"include", "redirect"} or target.lower() in seen or count > 3 * _MOST_LOOKUPS:
            continue
        seen.add(target.lower())
        for text in await _texts(resolver, target):
            if _is_spf(text):
                count += await _lookups(resolver, text.split()[1:], seen)
    return count


def _is_spf(text: str) -> bool:
    return text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")


async def _dkim(resolver: dns.asyncresolver.Resolver, domain: str, selector: str) -> list[Fault]:
    name = f"{selector}._domainkey.{domain}"
    records = await _texts(resolver, name)
    if not records:
        return [
            Fault(
                f"{name} has no DKIM key",
                f"publish the relay's public key at {name}, or name its selector in KALLELSE_DKIM_SELECTORS",
            )
        ]
    tags = _tags(records[0])
    key = re.sub(r"\s+", "", tags.get("p", ""))
    if not key:
        return [
            Fault(f"the DKIM key at {name} is taken back (p= is empty)", f"publish the key in use at {name}")
        ]
    try:
        size = len(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        return [
            Fault(
                f"the DKIM key at {name} cannot be read",
                f"copy the whole key to {name}: long ones are split into strings of 255 characters",
            )
        ]
    if tags.get("k", "rsa").lower() == "rsa" and size < _LEAST_KEY_BYTES:
        return [Fault(f"the DKIM key at {name} is too short", f"make a key of 2048 bits for {name}")]
    if "y" in tags.get("t", "").lower().split(":"):
        return [Fault(f"the DKIM key at {name} says that it is a trial (t=y)", f"take t=y out of {name}")]
    return []


async def _dmarc(resolver: dns.asyncresolver.Resolver, domain: str, mail_domain: str) -> list[Fault]:
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        name = f"_dmarc.{'.'.join(labels[start:])}"
        records = [text for text in await _texts(resolver, name) if text.lower().startswith("v=dmarc1")]
        if records:
            return _faults_of_dmarc(records, name, domain, mail_domain)
    name = f"_dmarc.{domain}"
    mend = f'add a TXT record for {name}, such as "v=DMARC1; p=none; rua=mailto:you@{domain}"'
    return [Fault(f"{domain} has no DMARC record", mend)]


def _faults_of_dmarc(records: Sequence[str], name: str, domain: str, mail_domain: str) -> list[Fault]:
    if len(records) > 1:
        return [Fault(f"{name} has several DMARC records, so that none counts", f"leave one at {name}")]
    tags = _tags(records[0])
    if tags.get("p", "").lower() not in {"none", "quarantine", "reject"}:
        return [
            Fault(
                f"the DMARC record at {name} has no policy",
                f"write p=none, p=quarantine or p=reject at {name}",
            )
        ]
    is_strict = tags.get("aspf", "r").lower() == "s"
    if is_strict and domain != mail_domain:
        return [
            Fault(
                f"the DMARC record at {name} asks that the envelope is from {domain} itself, and it is from {mail_domain}",
                f"take aspf=s out of {name}, or let the relay sign with DKIM for {domain}",
            )
        ]
    return []


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs if name.strip()}


async def _texts(resolver: dns.asyncresolver.Resolver, name: str) -> list[str]:
    records = await _records(resolver, name, "TXT")
    return [b"".join(record.strings).decode("utf-8", "replace") for record in records]  # type: ignore[attr-defined]


async def _records(resolver: dns.asyncresolver.Resolver, name: str, kind: str) -> list[object]:
    """Return the records; none where the name or the kind is not there. Raises `NoAnswer` where nobody says."""
    try:
        return list(await resolver.resolve(name, kind))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer from error
