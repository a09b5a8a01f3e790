"""`kallelse doctor`: checks the configuration against the real servers and says what to mend."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import aiosmtplib
import asyncpg
import msgspec
import redis.asyncio
import redis.exceptions

from infra import database_doctor
from infra.local import run_json
from shared import links

OLDEST_REDIS: Final = (6, 2)
SHORTEST_SECRET: Final = 16
PATIENCE_SECONDS: Final = 5.0


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """What to check; None where it is not configured."""

    database_url: str | None = None
    redis_url: str | None = None
    base_url: str | None = None
    smtp_host: str | None = None
    smtp_port: int = 25
    link_keys: str | None = None
    internal_secret: str | None = None


class Fault(Exception):
    """A fault, and how to mend it."""

    def __init__(self, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.mend = mend


def read_configuration(folder: Path | None, environ: Mapping[str, str]) -> Configuration:
    """Read the configuration of a running `kallelse up`, otherwise the environment."""
    if folder is None:
        named = {field: environ.get(f"KALLELSE_{field.upper()}") for field in Configuration.__struct_fields__}
        return msgspec.convert(
            {key: value for key, value in named.items() if value}, Configuration, strict=False
        )
    run, state = run_json.read(folder), run_json.read_state(folder)
    host, _, port = run.smtp.rpartition(":")
    return Configuration(
        database_url=run.database_url,
        redis_url=run.redis_url,
        base_url=run.base_url,
        smtp_host=host.strip("[]"),
        smtp_port=int(port),
        link_keys=f"1:{state.link_key}",
        internal_secret=state.internal_secret,
    )


def run(configuration: Configuration) -> int:
    """Print each finding and return the exit code: 1 if anything is wrong."""
    return asyncio.run(_run(configuration))


async def _run(configuration: Configuration) -> int:
    looks: list[tuple[str, Callable[[Configuration], Awaitable[str]]]] = [
        ("database", _database),
        ("redis", _redis),
        ("smtp", _smtp),
        ("base url", _base_url),
        ("link keys", _link_keys),
        ("internal secret", _internal_secret),
    ]
    is_well = True
    for name, look in looks:
        try:
            print(f"ok     {name}: {await look(configuration)}")
        except (Fault, database_doctor.DatabaseFault) as fault:
            is_well = False
            print(f"WRONG  {name}: {fault}\n       {fault.mend}")
    return 0 if is_well else 1


async def _database(configuration: Configuration) -> str:
    url = _required(
        configuration.database_url, "database_url", "postgresql://user:password@host:5432/kallelse"
    )
    try:
        conn = await asyncpg.connect(url, timeout=PATIENCE_SECONDS)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise Fault(_reason(error), "is PostgreSQL running, and are host, name and password right?") from None
    try:
        return await database_doctor.look(conn)
    finally:
        await conn.close()


async def _redis(configuration: Configuration) -> str:
    url = _required(configuration.redis_url, "redis_url", "redis://host:6379/0")
    try:
        client = redis.asyncio.Redis.from_url(url, socket_timeout=PATIENCE_SECONDS)
    except ValueError as error:
        raise Fault(str(error), "KALLELSE_REDIS_URL begins with redis://, rediss:// or unix://") from None
    try:
        info = await client.info()
    except (OSError, redis.exceptions.RedisError) as error:
        raise Fault(_reason(error), "is Redis or Valkey running there, and is the password right?") from None
    finally:
        await client.aclose()
    # Valkey reports in `redis_version` the Redis version that it is compatible with.
    version = tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
    if version < OLDEST_REDIS:
        raise Fault(
            f"version {info['redis_version']} is too old", "Redis 6.2 or later, or any Valkey, is needed"
        )
    if info.get("cluster_enabled"):
        raise Fault("it is a cluster", "name a server that is not one: the queue's keys belong together")
    return f"{info.get('server_name', 'redis')} {info.get('valkey_version', info['redis_version'])}"


async def _smtp(configuration: Configuration) -> str:
    host = _required(configuration.smtp_host, "smtp_host", "the name of your mail relay")
    client = aiosmtplib.SMTP(
        hostname=host, port=configuration.smtp_port, start_tls=False, timeout=PATIENCE_SECONDS
    )
    try:
        async with client:
            await client.ehlo()
    except (OSError, aiosmtplib.SMTPException) as error:
        raise Fault(_reason(error), "is that the relay, and does it take connections from here?") from None
    return f"{host} answers on port {configuration.smtp_port}"


async def _base_url(configuration: Configuration) -> str:
    url = _required(configuration.base_url, "base_url", "https://kallelse.kommun.example")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Fault(f"{url} is no web address", "write it as people will see it: https://host")
    if parts.path or parts.query or parts.fragment:
        raise Fault(f"{url} has something after the host", "leave out the path and the slash at the end")
    if parts.scheme == "http" and parts.hostname not in {"127.0.0.1", "localhost", "::1"}:
        raise Fault(f"{url} is not encrypted", "personal links travel in it: use https")
    return url


async def _link_keys(configuration: Configuration) -> str:
    text = _required(
        configuration.link_keys, "link_keys", "1: and 64 hexadecimal digits, as `openssl rand -hex 32` makes"
    )
    try:
        keys = links.read_keys(text)
    except ValueError:
        # The error's text may contain a part of the secret.
        raise Fault(
            "they cannot be read", "write it as 2:<64 hexadecimal digits>,1:<64 …>; the first signs"
        ) from None
    return f"{len(keys)}, the first signs"


async def _internal_secret(configuration: Configuration) -> str:
    secret = _required(
        configuration.internal_secret, "internal_secret", "a long random text, the same for both services"
    )
    if len(secret) < SHORTEST_SECRET:
        raise Fault(f"it has only {len(secret)} characters", "make a longer one: `openssl rand -hex 32`")
    return "long enough"


def _required(value: str | None, field: str, example: str) -> str:
    if not value:
        raise Fault(f"KALLELSE_{field.upper()} is not set", f"set it to {example}")
    return value


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
