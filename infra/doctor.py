"""`kallelse doctor`: checks the settings as the services do, and the real servers, and says what to mend."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import msgspec

from infra import database_doctor, oidc_doctor, sender_dns_doctor, server_doctor
from infra.local import run_json
from infra.local.pair import MAIL_DOMAIN
from services.notify.settings import NotifySettings
from services.registration.settings import RegistrationSettings
from shared.postgres import Schema
from shared.refused import Fault
from shared.settings import Settings, find_faults

KINDS: Final[Mapping[Schema, type[Settings]]] = {
    "registration": RegistrationSettings,
    "notify": NotifySettings,
}
# A variable that only one of the services reads, and cannot do without: an environment that has it is for that service.
OWN: Final[Mapping[Schema, str]] = {
    "registration": "KALLELSE_NOTIFY_URL",
    "notify": "KALLELSE_MAIL_DOMAIN",
}

Look = Callable[[], Awaitable[str]]


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What to check: the environment of each service that it is for, and the URL of a role that sees both schemas, if known.

    `is_local`: of `kallelse up`, whose mail leaves the machine by no domain.
    """

    environs: dict[Schema, Mapping[str, str]]
    admin_url: str | None = None
    is_local: bool = False

    def find(self, variable: str) -> str | None:
        """The value of a variable in the first environment that has it."""
        return next((environ[variable] for environ in self.environs.values() if environ.get(variable)), None)


def read_configuration(folder: Path | None, environ: Mapping[str, str]) -> Configuration:
    """Read the configuration of a running `kallelse up`, otherwise the environment."""
    if folder is None:
        told: list[Schema] = [service for service, variable in OWN.items() if environ.get(variable)]
        return Configuration(environs=dict.fromkeys(told or list(KINDS), environ))
    run, state = run_json.read(folder), run_json.read_state(folder)
    host, _, port = run.smtp.rpartition(":")
    common = {
        "KALLELSE_REDIS_URL": run.redis_url,
        "KALLELSE_BASE_URL": run.base_url,
        "KALLELSE_LINK_KEYS": f"1:{state.link_key}",
        "KALLELSE_INTERNAL_SECRET": state.internal_secret,
    }
    registration = {
        "KALLELSE_DATABASE_URL": _as_role(
            run.database_url, "kallelse_registration", state.registration_password
        ),
        "KALLELSE_NOTIFY_URL": run.notify_url,
    }
    notify = {
        "KALLELSE_DATABASE_URL": _as_role(run.database_url, "kallelse_notify", state.notify_password),
        "KALLELSE_MAIL_DOMAIN": MAIL_DOMAIN,
        "KALLELSE_SMTP_HOST": host.strip("[]"),
        "KALLELSE_SMTP_PORT": port,
    }
    return Configuration(
        environs={"registration": common | registration, "notify": common | notify},
        admin_url=run.database_url,
        is_local=True,
    )


def _as_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    return parts._replace(
        netloc=f"{role}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"
    ).geturl()


def run(configuration: Configuration) -> int:
    """Print each finding and return the exit code: 1 if anything is wrong."""
    return asyncio.run(_run(configuration))


async def _run(configuration: Configuration) -> int:
    faults = _faults_of_settings(configuration)
    for fault in faults:
        _print_fault("settings", fault)
    if not faults:
        print(f"ok     settings: of {' and '.join(configuration.environs)}")
    is_well = not faults
    for name, look in _looks(configuration):
        try:
            print(f"ok     {name}: {await look()}")
        except Fault as fault:
            is_well = False
            _print_fault(name, fault)
    return 0 if is_well else 1


def _print_fault(name: str, fault: Fault) -> None:
    print(f"WRONG  {name}: {fault}")
    if fault.mend:
        print(f"       {fault.mend}")


def _faults_of_settings(configuration: Configuration) -> list[Fault]:
    """What a service would say at its start; what is wrong for both is said once."""
    found = [
        fault
        for service, environ in configuration.environs.items()
        for fault in find_faults(environ, KINDS[service])
    ]
    return list({str(fault): fault for fault in found}.values())


def _looks(configuration: Configuration) -> Iterator[tuple[str, Look]]:
    """The servers that are named, each with what looks at it."""
    if url := configuration.admin_url or configuration.find("KALLELSE_DATABASE_URL"):
        yield "database", lambda: database_doctor.look(url)
    for service, environ in configuration.environs.items():
        if environ.get("KALLELSE_DATABASE_URL"):
            yield f"database as {service}", _as_service(environ, service)
    if redis_url := configuration.find("KALLELSE_REDIS_URL"):
        yield "redis", lambda: server_doctor.look_at_queue(redis_url)
    notify = configuration.environs.get("notify")
    if notify is not None and not find_faults(notify, NotifySettings):
        relay = msgspec.convert(dict(notify), NotifySettings, strict=False)
        yield "smtp", lambda: server_doctor.look_at_relay(relay)
        if not configuration.is_local:
            yield "sender's DNS", lambda: sender_dns_doctor.look_at_domains(relay)
    yield from _provider_looks(configuration)


def _provider_looks(configuration: Configuration) -> Iterator[tuple[str, Look]]:
    """The provider at which staff sign in, where there is one."""
    registration = configuration.environs.get("registration")
    if registration is None or not registration.get("KALLELSE_OIDC_ISSUER"):
        return
    if not find_faults(registration, RegistrationSettings):
        settings = msgspec.convert(
            {name: value for name, value in registration.items() if value}, RegistrationSettings, strict=False
        )
        yield "sign-in", lambda: oidc_doctor.look_at_provider(settings)


def _as_service(environ: Mapping[str, str], service: Schema) -> Look:
    url = environ["KALLELSE_DATABASE_URL"]
    return lambda: database_doctor.look_as(url, service, environ.get("KALLELSE_LISTEN_URL") or url)
