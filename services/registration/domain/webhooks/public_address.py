"""Which addresses of the network may be reached on behalf of an organiser: those of the public internet, and no others.

Whoever can name an address that this service connects to could otherwise reach what only its own network can: the
database, a router, the metadata of a cloud machine (docs/decisions/0078).
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

# Public by their numbers, yet answered inside a network: the metadata service of Azure.
_NOT_OUTSIDE: Final = frozenset({IPv4Address("168.63.129.16")})
# For protocols, not for hosts; older Pythons call some of them global. The metadata of Oracle is among the first.
_V4_RESERVED: Final = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv4Network("192.31.196.0/24"),
    IPv4Network("192.52.193.0/24"),
)
# Names that the public internet does not have (RFC 6761, RFC 6762, RFC 8375, ICANN); `localhost` among them.
_INSIDE_NAMES: Final = frozenset({"localhost", "local", "internal", "arpa", "onion", "lan", "home"})
_UNICAST: Final = IPv6Network("2000::/3")
# Hold an address of version 4, which a router takes out again: NAT64 by DNS64.
_NAT64: Final = IPv6Network("64:ff9b::/96")
_LAST_32_BITS: Final = 0xFFFFFFFF


def is_public(address: str) -> bool:
    """Whether this is an address of the public internet, as getaddrinfo writes it."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return _is_public_v4(found) if isinstance(found, IPv4Address) else _is_public_v6(found)


def is_inside(host: str) -> bool:
    """Whether a host is seen to lead inside from its name alone; any other is looked up before each connection."""
    try:
        ip_address(host)
    except ValueError:
        return host.rstrip(".").rpartition(".")[2].lower() in _INSIDE_NAMES
    return not is_public(host)


def _is_public_v4(found: IPv4Address) -> bool:
    if found in _NOT_OUTSIDE or any(found in network for network in _V4_RESERVED):
        return False
    return found.is_global and not found.is_multicast


def _is_public_v6(found: IPv6Address) -> bool:
    if found.scope_id is not None:
        return False
    if found.ipv4_mapped is not None:
        return _is_public_v4(found.ipv4_mapped)
    if found in _NAT64:
        return _is_public_v4(IPv4Address(int(found) & _LAST_32_BITS))
    # 6to4 and Teredo lead to an address of version 4 that somebody else chooses.
    if found.sixtofour is not None or found.teredo is not None:
        return False
    return found in _UNICAST and found.is_global
