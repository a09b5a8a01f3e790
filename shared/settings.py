"""Reads settings from the environment, which nothing else does, and holds those that both services need."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from shared import links


def variable(field: str) -> str:
    """Name the environment variable of a field."""
    return f"KALLELSE_{field.upper()}"


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename=variable):
    """Settings of both services; each service adds its own."""

    database_url: str
    redis_url: str
    base_url: str
    link_keys: str
    internal_secret: str
    listen_url: str | None = None
    database_connections: int = 10
    log_level: str = "INFO"
    # For how many days personal data are kept; 0: they are not disposed of. The page on personal data says these numbers.
    keep_people_days: int = 730
    keep_enquiries_days: int = 365
    keep_mail_bytes_days: int = 30

    def keys(self) -> tuple[links.LinkKey, ...]:
        """The keys of personal links; the first signs."""
        return links.read_keys(self.link_keys)


T = TypeVar("T", bound=Settings)


class BadSettings(Exception):
    """A variable is missing or cannot be read; the text names it."""


def load(environ: Mapping[str, str], kind: type[T]) -> T:
    """Read settings, or raise `BadSettings` naming the variable."""
    try:
        found = msgspec.convert(dict(environ), kind, strict=False)
        found.keys()
    except (msgspec.ValidationError, ValueError) as error:
        raise BadSettings(str(error)) from None
    return found
