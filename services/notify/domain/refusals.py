"""Tells a refusal of one recipient from a relay that refuses us (docs/decisions/0047).

A relay that is set up wrongly, or no longer knows us, refuses every mail with a 5xx reply, and often only at RCPT or
after the message. Taken at its word, each of those replies would end a mail for good.
"""

import re
from typing import Final, Literal, TypeAlias
from uuid import UUID

import msgspec

# Whom a 5xx reply is about. "us": the sender, the connection or a policy; "unclear": nothing says.
About: TypeAlias = Literal["recipient", "us", "unclear"]
# "final": the mail has failed. "again": try it once more. "relay": nothing can be sent now.
Judgement: TypeAlias = Literal["final", "again", "relay"]

_CODES: Final = re.compile(r"(\d{3})[ -](?:(\d)\.(\d{1,3})\.(\d{1,3})\b)?")
# Enhanced codes (RFC 3463) that speak of the sender although their class is that of addresses.
_BAD_SENDER: Final = frozenset({"7", "8"})
# What relays without enhanced codes say when they refuse the sender (Exim, older sendmail, appliances).
_WORDS: Final = re.compile(
    r"relay|sender|administrative(ly)? prohibi|not permitted|authenti|denied|not allowed|policy|blacklist|blocked|spf\b|dkim|dmarc",
    re.IGNORECASE,
)
# How many recipients, or domains, have to be refused with no mail accepted between them.
_RECIPIENTS: Final = 3
_DOMAINS: Final[dict[About, int]] = {"unclear": 3, "recipient": 12}
_MANY_DOMAINS: Final = 5
_REMEMBERED: Final = 5000


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A 5xx reply to one mail; `reply` begins with its code."""

    delivery_id: UUID
    recipient: str
    domain: str
    reply: str


def about(reply: str) -> About:
    """Say whom a 5xx reply is about."""
    match = _CODES.match(reply)
    if match is None:
        return "recipient"  # no reply of a server: an address that cannot stand in SMTP
    code, _, subject, detail = match.groups()
    if subject == "7" or (subject == "1" and detail in _BAD_SENDER) or code in {"530", "535", "538"}:
        return "us"
    if subject in {"1", "2", "6"} or (subject == "3" and detail == "4") or code in {"551", "552"}:
        return "recipient"
    return "us" if _WORDS.search(reply) else "unclear"


class RefusalJudge:
    """Remembers the refusals since the relay last accepted a mail. Times are of one monotonic clock, in seconds."""

    def __init__(self) -> None:
        """Start with a relay of which nothing is known."""
        self._accepted_at = float("-inf")
        self._refuses_us = False
        self._mended_at = float("-inf")  # when the relay accepted a mail after it had refused us
        self._first_refused: dict[UUID, float] = {}
        # Since the last accepted mail: recipients refused as "us", and by code the deliveries of each refused domain.
        self._recipients: set[str] = set()
        # Domains to which the relay has refused mail as "us" and accepted none since.
        self._refused_domains: set[str] = set()
        self._domains: dict[str, dict[str, list[UUID]]] = {}

    def accepted(self, domain: str, now: float) -> None:
        """Note that the relay has accepted a mail to this domain: it does not refuse every mail."""
        self._accepted_at = now
        if self._refuses_us:
            self._refuses_us, self._mended_at = False, now
        self._refused_domains.discard(domain)
        self._recipients.clear()
        self._domains.clear()

    def judge(self, refusal: Refusal, began: float) -> Judgement:
        """Decide what a refusal of an attempt that `began` then means.

        After "relay", `judged_too_soon` has the deliveries that were final before.
        """
        if (
            began <= self._mended_at
        ):  # on its way while the relay refused us, and answered after another mail was accepted
            return "again"
        judgement = self._judge(refusal, began)
        self._refuses_us = self._refuses_us or judgement == "relay"
        return judgement

    def _judge(self, refusal: Refusal, began: float) -> Judgement:
        whom = about(refusal.reply)
        if whom == "us":
            self._recipients.add(refusal.recipient)
            self._refused_domains.add(refusal.domain)
            opinion = self._second_opinion(refusal.delivery_id, began)
            return "relay" if opinion == "again" and len(self._recipients) >= _RECIPIENTS else opinion
        refused = self._domains.setdefault(_codes_of(refusal.reply), {})
        refused.setdefault(refusal.domain, []).append(refusal.delivery_id)
        return "relay" if len(refused) >= _DOMAINS[whom] else "final"

    def judged_too_soon(self) -> list[UUID]:
        """Take out the deliveries that were judged final since the relay last accepted a mail."""
        found = [
            delivery_id for refused in self._domains.values() if len(refused) > 1
            for deliveries in refused.values() for delivery_id in deliveries
        ]  # fmt: skip
        for refused in self._domains.values():
            for deliveries in refused.values():
                deliveries.clear()
        return found

    def _second_opinion(self, delivery_id: UUID, began: float) -> Judgement:
        """A mail that is refused again although the relay had accepted others in between has failed.

        Not where mail to many domains is refused: then the relay takes some mail and refuses the rest of ours.
        """
        first = self._first_refused.get(delivery_id)
        has_accepted_since = first is not None and first < self._accepted_at <= began
        if has_accepted_since and len(self._refused_domains) < _MANY_DOMAINS:
            del self._first_refused[delivery_id]
            return "final"
        if len(self._first_refused) >= _REMEMBERED:
            self._first_refused.pop(next(iter(self._first_refused)))
        self._first_refused.setdefault(delivery_id, began)
        return "again"


def _codes_of(reply: str) -> str:
    match = _CODES.match(reply)
    return match[0] if match else ""
