"""Decides who may use a forwarded invitation: its recipient alone, people of the same organisation, or anyone."""

from typing import Final

from services.registration.domain.form import address_key

# Public mail providers: an address here does not identify an organisation.
_ANYBODYS: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "outlook.com", "outlook.se", "live.com", "live.se"),
        *("msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.se", "protonmail.com", "proton.me"),
        *("telia.com", "bredband.net", "bredband2.com", "comhem.se", "tele2.se", "swipnet.se", "spray.se", "passagen.se"),
    }
)  # fmt: skip


def same_organisation(invited: str | None, other: str) -> bool:
    """Whether two addresses have the same domain, or one a subdomain of the other (`edu.kommun.example`).

    False for a public mail provider or a missing address: then only a stored position shows the organisation.
    """
    if not invited:
        return False
    domain, other_domain = _domain(invited), _domain(other)
    if not domain or not other_domain or domain in _ANYBODYS or other_domain in _ANYBODYS:
        return False
    return (
        domain == other_domain or domain.endswith(f".{other_domain}") or other_domain.endswith(f".{domain}")
    )


def _domain(address: str) -> str:
    domain = address_key(address).rpartition("@")[2]
    # A domain without a dot is a top-level domain, of which every address would be a subdomain.
    return domain if "." in domain else ""
