"""The addresses at which we take mail, and what each of them says about a mail that comes to it."""

import re
from collections.abc import Iterable
from typing import Final

import msgspec

_SEAT: Final = re.compile(r"m\+[0-9a-f]{32}")
_DELIVERY: Final = re.compile(r"b\+[0-9a-f]{32}(?:[0-9a-f]{16})?")
POST: Final = "post"
_POSTMASTER: Final = "postmaster"


class InboundRecipients(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a mail came to: the ORGANIZER addresses of seats, our mails by their envelope senders, and whether `post@`."""

    seat_addresses: tuple[str, ...] = ()
    delivery_addresses: tuple[str, ...] = ()
    is_post: bool = False


def is_ours(address: str, *, mail_domain: str, sender: str) -> bool:
    """Whether we take mail to an address: that of a seat, of a message, `post@`, `postmaster@`, or the sender's."""
    local, _, domain = address.casefold().rpartition("@")
    if address.casefold() == sender.casefold():
        return True
    is_known = local in {POST, _POSTMASTER} or _SEAT.fullmatch(local) or _DELIVERY.fullmatch(local)
    return domain == mail_domain.casefold() and bool(is_known)


def sort_recipients(addresses: Iterable[str]) -> InboundRecipients:
    """Sort the addresses of an envelope, of which we take mail to each."""
    seats, deliveries, is_post = [], [], False
    for address in addresses:
        local = address.casefold().rpartition("@")[0]
        if _SEAT.fullmatch(local):
            seats.append(address.casefold())
        elif _DELIVERY.fullmatch(local):
            deliveries.append(address.casefold())
        else:
            is_post = True
    return InboundRecipients(
        seat_addresses=tuple(seats), delivery_addresses=tuple(deliveries), is_post=is_post
    )
