"""What is counted so that nobody tries too often: keyed hashes, which identify nobody."""

import hashlib
import hmac
from collections.abc import Mapping

from services.registration.web.services import Services


def counted(services: Services, doing: str, limits: Mapping[str, tuple[str, int]]) -> dict[bytes, int]:
    """How many times each may happen within an hour, by a hash. `limits`: by what is counted, its value and the number."""
    secret = services.settings.keys()[0].secret
    return {
        hmac.digest(secret, f"{doing} {what}:{value}".encode(), hashlib.sha256)[:16]: most
        for what, (value, most) in limits.items()
    }
