"""Reads settings from the environment, which nothing else does, and holds those that both services need."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo

from shared import addresses, links, setting_checks
from shared.refused import Fault, Refused

# A value that stands in the example file to be replaced.
_EXAMPLE: Final = "change-me"

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]
# One connection reads the queue while another answers, and a third is for what is done at intervals.
Connections = Annotated[int, msgspec.Meta(ge=3, le=1000)]


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
    database_connections: Connections = 10
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    # For how many days personal data are kept; 0: they are not disposed of. The page on personal data says these numbers.
    keep_people_days: int = 730
    keep_enquiries_days: int = 365
    keep_mail_bytes_days: int = 30
    # Domains, with commas between them, in which organisers may choose an address that their mail is from; none: they cannot.
    sender_domains: str = ""

    @property
    def allowed_sender_domains(self) -> tuple[str, ...]:
        return addresses.domains_of(self.sender_domains)

    def keys(self) -> tuple[links.LinkKey, ...]:
        """The keys of personal links; the first signs."""
        return links.read_keys(self.link_keys)

    def checks(self) -> Iterator[tuple[str, str | None]]:
        """Each field that a type alone does not check, with what is wrong with its value."""
        yield "database_url", setting_checks.database_url(self.database_url)
        if self.listen_url is not None:
            yield "listen_url", setting_checks.database_url(self.listen_url)
        yield "redis_url", setting_checks.redis_url(self.redis_url)
        yield "base_url", setting_checks.base_url(self.base_url)
        yield "link_keys", setting_checks.link_keys(self.link_keys)
        yield "internal_secret", setting_checks.secret(self.internal_secret)
        for domain in self.allowed_sender_domains:
            if (wrong := setting_checks.domain(domain)) is not None:
                yield "sender_domains", wrong


T = TypeVar("T", bound=Settings)


class BadSettings(Refused):
    """Variables are missing, cannot be read or are too weak; the text names each and never repeats a value."""


def load(environ: Mapping[str, str], kind: type[T]) -> T:
    """Read settings, or raise `BadSettings` with every fault."""
    if faults := find_faults(environ, kind):
        raise BadSettings("; ".join(str(fault) for fault in faults))
    return msgspec.convert(_given(environ), kind, strict=False)


def find_faults(environ: Mapping[str, str], kind: type[Settings]) -> list[Fault]:
    """Everything that is wrong with the settings of a service: what is missing, else what cannot be used."""
    given = _given(environ)
    faults = [fault for field in msgspec.structs.fields(kind) if (fault := _fault_of(field, given))]
    if faults:
        return faults
    settings = msgspec.convert(given, kind, strict=False)
    return [Fault(f"{variable(field)} {wrong}") for field, wrong in settings.checks() if wrong is not None]


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that have a value: an empty one counts as not set."""
    return {name: value for name, value in environ.items() if value}


def _fault_of(field: FieldInfo, given: Mapping[str, str]) -> Fault | None:
    name = field.encode_name
    if name not in given:
        return Fault(f"{name} is not set") if field.required else None
    if _EXAMPLE in given[name]:
        return Fault(f"{name} still holds `{_EXAMPLE}` of the example file")
    try:
        msgspec.convert(given[name], field.type, strict=False)
    except msgspec.ValidationError as error:
        choices = get_args(field.type) if get_origin(field.type) is Literal else ()
        why = f"write one of {', '.join(choices)}" if choices else str(error).lower()
        return Fault(f"{name} cannot be read: {why}")
    return None
