"""Chooses the ports of an installation: those requested, otherwise free ones, if possible the same as last time."""

import time
from typing import Final

from infra.local import ports
from infra.local.pair import LOCAL, Ports
from shared.refused import Refused

DEFAULTS: Final = {"page": 8000, "mailbox": 8025, "smtp": 1025}
FLAGS: Final = {"page": "--port", "mailbox": "--mailbox-port", "smtp": "--smtp-port"}

# Children of a killed `kallelse up` may still be shutting down.
WAIT_FOR_OLD_SECONDS: Final = 10.0


class PortTaken(Refused):
    """The port is in use; the message says how to choose another."""


def choose(requested: dict[str, int | None], *, host: str, last: dict[str, int]) -> Ports:
    """Choose every port. `requested`: from the command line, None for the default, 0 for any; `last`: of the last start.

    Raises `PortTaken` if a requested port stays in use.
    """
    chosen: dict[str, int] = {}
    for name, default in DEFAULTS.items():
        number = requested.get(name)
        port = default if number is None else number
        chosen[name] = _must_be_free(name, port, host, last) if port else _free(host, last.get(name), chosen)
    for name in ("notify", "inbound", "postgres"):
        chosen[name] = _free(LOCAL, last.get(name), chosen)
    return Ports(**chosen)


def _must_be_free(name: str, port: int, host: str, last: dict[str, int]) -> int:
    deadline = time.monotonic() + (WAIT_FOR_OLD_SECONDS if last.get(name) == port else 0.0)
    while not ports.is_free(host, port):
        if time.monotonic() >= deadline:
            flag = FLAGS[name]
            raise PortTaken(
                f"port {port} on {host} is taken: choose another with `{flag} N`, or any with `{flag} 0`"
            )
        time.sleep(0.1)  # polls until the deadline
    return port


def _free(host: str, before: int | None, chosen: dict[str, int]) -> int:
    if before and before not in chosen.values() and ports.is_free(host, before):
        return before
    while (port := ports.free(host)) in chosen.values():
        continue
    return port
