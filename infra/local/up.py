"""`kallelse up`: runs everything on one machine until it is stopped."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from infra.local import (
    chosen_ports,
    folder_lock,
    installation,
    invitations,
    maintenance_lock,
    ports,
    run_json,
)
from infra.local.pair import LOCAL, SERVICES, Pair
from infra.local.run_json import RunningInstallation
from infra.local.supervisor import Supervisor


class CliOptions(msgspec.Struct, frozen=True, kw_only=True):
    """The parsed command line."""

    data: Path
    host: str = LOCAL
    port: int | None = None
    mailbox_port: int | None = None
    smtp_port: int | None = None
    scenario: Path | None = None
    starting: date | None = None
    empty: bool = False
    invite: bool = False


def up(wanted: CliOptions) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP, then stop it in order."""
    with folder_lock.locked(wanted.data):
        # A killed start may have left a run.json that is out of date.
        run_json.forget(wanted.data)
        asyncio.run(_run(wanted))


async def _run(wanted: CliOptions) -> None:
    with _told_to_stop() as stop:
        running = asyncio.ensure_future(_serve(wanted))
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@contextlib.contextmanager
def _told_to_stop() -> Iterator["asyncio.Future[None]"]:
    """Yield a future that is done when a signal asks this process to stop."""
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def told() -> None:
        if not stop.done():
            stop.set_result(None)

    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in wanted:
        loop.add_signal_handler(number, told)
    try:
        yield stop
    finally:
        for number in wanted:
            loop.remove_signal_handler(number)


async def _serve(wanted: CliOptions) -> None:
    kept = run_json.kept(wanted.data)
    asked = {"page": wanted.port, "mailbox": wanted.mailbox_port, "smtp": wanted.smtp_port}
    chosen = chosen_ports.choose(asked, host=wanted.host, last=kept.ports)
    kept.ports = msgspec.structs.asdict(chosen)
    run_json.keep(wanted.data, kept)
    pair = Pair(wanted.data, host=wanted.host, ports=chosen, kept=kept)
    told: list[RunningInstallation] = []

    def tell(pids: dict[str, int]) -> None:
        if told:
            told[0].pids = pids
            run_json.write(wanted.data, told[0])

    supervisor = Supervisor(on_change=tell)
    try:
        api_token = await _start(supervisor, pair, wanted)
        told.append(_where(pair, api_token, supervisor.pids))
        tell(supervisor.pids)
        print(f"ready: {pair.base_url}", flush=True)
        _say_where_to_look(told[0], wanted.data)
        while True:
            await supervisor.watch(until=lambda: maintenance_lock.is_lent(wanted.data))
            await _rest(supervisor, pair, wanted)
            told[0] = _where(pair, await _resume(supervisor, pair), supervisor.pids)
            tell(supervisor.pids)
    finally:
        run_json.forget(wanted.data)
        supervisor.stop()
        pair.valkey.stop()


async def _start(supervisor: Supervisor, pair: Pair, wanted: CliOptions) -> str:
    """Start everything, import the scenario, and return the API token once all children are ready."""
    for child in pair.servers():
        supervisor.start(child)
    await supervisor.wait_until_ready("postgres")
    await installation.make_database(pair)
    for child in pair.services():
        supervisor.start(child)
    slug = await _fill(pair, wanted)
    api_token = await installation.let_staff_in(pair, slug)
    await supervisor.wait_until_ready()
    if pair.kept.invitations_due:
        invited = await invitations.invite_to_open_cohorts(pair.base_url, api_token)
        pair.kept.invitations_due = False
        run_json.keep(wanted.data, pair.kept)
        _say(f"{invited} invitations are on their way")
    return api_token


async def _rest(supervisor: Supervisor, pair: Pair, wanted: CliOptions) -> None:
    """Stop the services while a command has exclusive access to the database; the servers continue."""
    _say("the services rest while a restore has the database to itself")
    supervisor.dismiss(SERVICES)
    await supervisor.watch(until=lambda: not maintenance_lock.is_lent(wanted.data))
    # A restore may have replaced the link keys, the tenant and its tokens.
    pair.kept = run_json.kept(wanted.data)


async def _resume(supervisor: Supervisor, pair: Pair) -> str:
    """Start the services on the present database, and return an API token for it."""
    slug = pair.kept.organiser or await installation.make_empty_tenant(pair)
    api_token = await installation.let_staff_in(pair, slug)
    for child in pair.services():
        supervisor.start(child)
    _say("the services start again")
    return api_token


async def _fill(pair: Pair, wanted: CliOptions) -> str:
    """Import the scenario, or create an empty tenant where there is none; return the tenant's slug."""
    if wanted.scenario:
        due_before = pair.kept.invitations_due
        # Stored before the import: if we are killed after it, the next start still sends the invitations.
        pair.kept.invitations_due = wanted.invite or due_before
        run_json.keep(wanted.data, pair.kept)
        report = await installation.read_scenario(pair, wanted.scenario, wanted.starting)
        if report.already_there:
            pair.kept.invitations_due = due_before
        _say(report.summary)
        return report.organiser_slug or ""
    if wanted.empty or pair.kept.organiser is None:
        return await installation.make_empty_tenant(pair)
    return pair.kept.organiser


def _where(pair: Pair, api_token: str, pids: dict[str, int]) -> RunningInstallation:
    # Notify listens for replies and bounces only if it is configured to.
    listens = not ports.is_free(LOCAL, pair.ports.inbound)
    return RunningInstallation(
        base_url=pair.base_url,
        mailbox_url=pair.mailbox_url,
        smtp=f"{pair.reached_at}:{pair.ports.smtp}",
        notify_url=pair.notify_url,
        inbound=f"{LOCAL}:{pair.ports.inbound}" if listens else None,
        database_url=pair.database_url,
        redis_url=pair.valkey.url,
        organiser=pair.kept.organiser or "",
        api_token=api_token,
        staff_email=installation.STAFF_EMAIL,
        staff_password=pair.kept.staff_password,
        pids=pids,
    )


def _say_where_to_look(run: RunningInstallation, folder: Path) -> None:
    _say(f"  what is on        {run.base_url}/{run.organiser}")
    _say(f"  the mail          {run.mailbox_url}")
    _say(f"  the API           {run.base_url}/schema/openapi.json   the token is in {folder / run_json.RUN}")
    _say(f"  logs              {folder / 'logs'}")
    _say("  Ctrl-C stops it; the same command goes on where it was.")


def _say(text: str) -> None:
    # To stderr: programs read the single line on stdout.
    print(text, file=sys.stderr, flush=True)
