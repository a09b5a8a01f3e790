"""Which network a visitor comes from, for limits that count visitors."""

from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

_SITE_BITS: Final = 64


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, and of an IPv6 address its /64: one line gives a visitor all addresses of that.

    A text that is no address is returned as it is.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        if mapped is not None:
            return str(mapped)
        return str(IPv6Address(int(found) >> _SITE_BITS << _SITE_BITS))
    return str(found)
