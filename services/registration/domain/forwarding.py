"""Who may use an invitation that was sent on: its receiver alone, somebody at the same organisation, or anybody."""

from typing import Final

from services.registration.domain.form import address_key

# Addresses here say nothing of where somebody works.
_ANYBODYS: Final = frozenset(
    {
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.se", "outlook.com", "outlook.se", "live.com", "live.se"),
        *("msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.se", "protonmail.com", "proton.me"),
        *("telia.com", "bredband.net", "bredband2.com", "comhem.se", "tele2.se", "swipnet.se", "spray.se", "passagen.se"),
    }
)  # fmt: skip


def same_organisation(invited: str | None, other: str) -> bool:
    """Whether two addresses are at the same organisation: one domain, or a part of it (`edu.kommun.example`).

    An address that anybody can get says nothing, nor does none: then only a position that we know of can tell.
    """
    if not invited:
        return False
    one, another = _domain(invited), _domain(other)
    if not one or not another or one in _ANYBODYS or another in _ANYBODYS:
        return False
    return one == another or one.endswith(f".{another}") or another.endswith(f".{one}")


def _domain(address: str) -> str:
    domain = address_key(address).rpartition("@")[2]
    # A word without a dot is no organisation's: everything would be a part of it.
    return domain if "." in domain else ""
