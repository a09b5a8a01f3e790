"""The checks of the queue and the mail relay for `kallelse doctor`."""

from typing import Final

import aiosmtplib
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import RedisError

from services.notify.settings import NotifySettings
from shared.channel import queue
from shared.refused import Fault

OLDEST_REDIS: Final = (6, 2)
PATIENCE_SECONDS: Final = 5.0


async def look_at_queue(url: str) -> str:
    """Return what it is; raises `Fault` where it cannot take batches."""
    try:
        client = queue.connect(url)
    except ValueError as error:
        raise Fault(str(error), "KALLELSE_REDIS_URL begins with redis://, rediss:// or unix://") from None
    try:
        info = await client.info()
        # Valkey reports in `redis_version` the Redis version that it is compatible with.
        version = tuple(int(part) for part in str(info["redis_version"]).split(".")[:2])
        if version < OLDEST_REDIS:
            raise Fault(
                f"version {info['redis_version']} is too old", "Redis 6.2 or later, or any Valkey, is needed"
            )
        _require_single_primary(info)
        await queue.try_out(client, "notify")
    except (RedisAway, OSError) as error:
        raise Fault(_reason(error), "is Redis or Valkey running there, and is the password right?") from None
    except RedisError as error:
        raise Fault(
            f"it takes no writes: {error}",
            "is it full, and may it evict nothing? See maxmemory and maxmemory-policy",
        ) from None
    finally:
        await client.aclose(close_connection_pool=True)
    return f"{info.get('server_name', 'redis')} {info.get('valkey_version', info['redis_version'])}"


def _require_single_primary(info: dict[str, object]) -> None:
    mode = info.get("server_mode") or info.get("redis_mode")
    if mode == "sentinel":
        raise Fault(
            "it is a Sentinel and not the server",
            "put a proxy that follows the master before it: docs/operate/deploy.md",
        )
    if info.get("cluster_enabled") or mode == "cluster":
        raise Fault("it is a cluster", "name a server that is not one: the queue's keys belong together")
    if info.get("role") in {"slave", "replica"}:
        raise Fault("it is a replica, which takes no writes", "name the primary")


async def look_at_relay(settings: NotifySettings) -> str:
    """Greet the relay as notify does, with its TLS and its password; no mail is sent."""
    host, port, tls = settings.smtp_host, settings.smtp_port, settings.smtp_tls
    client = aiosmtplib.SMTP(
        hostname=host, port=port, use_tls=tls == "tls", start_tls=False, timeout=PATIENCE_SECONDS
    )
    try:
        async with client:
            await client.ehlo()
            if tls == "starttls":
                await client.starttls()
            if settings.smtp_username is not None and settings.smtp_password is not None:
                await client.login(settings.smtp_username, settings.smtp_password)
    except aiosmtplib.SMTPAuthenticationError:
        raise Fault(
            "the relay refuses the name and password", "see KALLELSE_SMTP_USERNAME and KALLELSE_SMTP_PASSWORD"
        ) from None
    except (OSError, aiosmtplib.SMTPException) as error:
        raise Fault(
            _reason(error),
            f"is that the relay, does it take connections from here, and is KALLELSE_SMTP_TLS={tls} right for its port?",
        ) from None
    return f"{host} answers on port {port}{'' if tls == 'none' else f' with {tls}'}"


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
