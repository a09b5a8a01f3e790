"""`kallelse doctor` on the domains that mail is from, against a name server of the test's own."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import msgspec
import pytest

from infra.sender_dns_doctor import look_at_domains
from services.notify.settings import NotifySettings
from shared.refused import Fault

DOMAIN = "post.kommun.se"
KEY = base64.b64encode(bytes(294)).decode()
WELL = {
    (DOMAIN, "MX"): ["10 mx.kommun.se."],
    (DOMAIN, "TXT"): ['"google-site-verification=x"', '"v=spf1 include:_spf.relay.se -all"'],
    ("_spf.relay.se", "TXT"): ['"v=spf1 ip4:192.0.2.1 -all"'],
    (f"s1._domainkey.{DOMAIN}", "TXT"): [f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'],
    ("_dmarc.kommun.se", "TXT"): ['"v=DMARC1; p=none; rua=mailto:x@kommun.se"'],
}


def settings(**changes):
    values = {
        "KALLELSE_DATABASE_URL": "postgresql://x@127.0.0.1/x",
        "KALLELSE_REDIS_URL": "redis://127.0.0.1",
        "KALLELSE_BASE_URL": "https://kallelse.example",
        "KALLELSE_LINK_KEYS": "1:" + "ab" * 32,
        "KALLELSE_INTERNAL_SECRET": "made up " * 8,
        "KALLELSE_MAIL_DOMAIN": DOMAIN,
        "KALLELSE_DKIM_SELECTORS": "s1",
    }
    return msgspec.convert(values | changes, NotifySettings, strict=False)


class NameServer(asyncio.DatagramProtocol):
    """Answers from a table; `silent`: not at all."""

    def __init__(self, zone, *, silent):
        self.zone, self.silent = zone, silent

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        if self.silent:
            return
        asked = dns.message.from_wire(data)
        question = asked.question[0]
        name, kind = question.name.to_text().rstrip(".").lower(), dns.rdatatype.to_text(question.rdtype)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        if found := self.zone.get((name, kind)):
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", kind, found))
        elif not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self.transport.sendto(answer.to_wire(), address)


@asynccontextmanager
async def name_server(zone, *, silent=False) -> AsyncIterator[dns.asyncresolver.Resolver]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: NameServer(zone, silent=silent), local_addr=("127.0.0.1", 0)
    )
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], transport.get_extra_info("sockname")[1]
    try:
        yield resolver
    finally:
        transport.close()


async def look(zone, *, silent=False, **changes):
    async with name_server(zone, silent=silent) as resolver:
        return await look_at_domains(settings(**changes), resolver)


async def test_a_domain_that_is_set_up_well():
    assert await look(WELL) == f"{DOMAIN} has what receivers ask for"
    unsaid = await look(WELL, KALLELSE_DKIM_SELECTORS="")
    assert "DKIM not checked" in unsaid


@pytest.mark.parametrize(
    ("key", "records", "says", "mends"),
    [
        ((DOMAIN, "MX"), [], "takes no mail", "MX record"),
        ((DOMAIN, "TXT"), ['"something else"'], "no SPF record", "v=spf1 include:"),
        ((DOMAIN, "TXT"), ['"v=spf1 -all"', '"v=spf1 mx -all"'], "2 SPF records", "into one"),
        ((DOMAIN, "TXT"), ['"v=spf1 +all"'], "lets everybody send", "-all"),
        ((DOMAIN, "TXT"), ['"v=spf1 ip4:192.0.2.1"'], "does not say what holds for others", "~all"),
        ((DOMAIN, "TXT"), ['"v=spf1 ' + "exists:a.kommun.se " * 11 + '-all"'], "11 look-ups", "ip4:"),
        ((f"s1._domainkey.{DOMAIN}", "TXT"), [], "no DKIM key", "KALLELSE_DKIM_SELECTORS"),
        ((f"s1._domainkey.{DOMAIN}", "TXT"), ['"v=DKIM1; p="'], "taken back", "key in use"),
        ((f"s1._domainkey.{DOMAIN}", "TXT"), ['"v=DKIM1; p=MIGf*"'], "cannot be read", "255 characters"),
        ((f"s1._domainkey.{DOMAIN}", "TXT"), ['"v=DKIM1; p=QUJD"'], "too short", "2048 bits"),
        ((f"s1._domainkey.{DOMAIN}", "TXT"), [f'"t=y; p={KEY[:200]}" "{KEY[200:]}"'], "trial", "t=y"),
        (("_dmarc.kommun.se", "TXT"), [], "no DMARC record", "v=DMARC1; p=none"),
        (("_dmarc.kommun.se", "TXT"), ['"v=DMARC1; rua=mailto:x@y.se"'], "no policy", "p=none"),
        (("_dmarc.kommun.se", "TXT"), ['"v=DMARC1; p=none"'] * 1 + ['"v=DMARC1; p=reject"'], "several", "leave one"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_said_with_how_to_mend_it(key, records, says, mends):
    zone = {name: values for name, values in WELL.items() if name != key} | (
        {key: records} if records else {}
    )
    with pytest.raises(Fault) as fault:
        await look(zone)
    assert says in str(fault.value)
    assert mends in fault.value.mend


async def test_everything_wrong_is_said_at_once_and_for_every_domain():
    with pytest.raises(Fault) as fault:
        await look(WELL, KALLELSE_SENDER_DOMAINS="region.se")
    assert "region.se has no SPF record" in str(fault.value)
    assert "region.se has no DMARC record" in str(fault.value)
    strict = WELL | {
        ("region.se", "TXT"): ['"v=spf1 -all"'],
        ("s1._domainkey.region.se", "TXT"): WELL[(f"s1._domainkey.{DOMAIN}", "TXT")],
        ("_dmarc.region.se", "TXT"): ['"v=DMARC1; p=reject; aspf=s"'],
    }
    with pytest.raises(Fault, match=r"asks that the envelope is from region\.se itself"):
        await look(strict, KALLELSE_SENDER_DOMAINS="region.se")


async def test_a_name_server_that_is_away_is_said_and_nothing_breaks(monkeypatch):
    monkeypatch.setattr("infra.sender_dns_doctor.PATIENCE_SECONDS", 0.3)
    assert "no name server answers" in await look(WELL, silent=True)
    assert "reserved for examples" in await look({}, KALLELSE_MAIL_DOMAIN="kallelse.example")
