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


def up(options: CliOptions) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP, then stop it in order."""
    with folder_lock.locked(options.data):
        # A killed start may have left a run.json that is out of date.
        run_json.forget(options.data)
        asyncio.run(_run(options))


async def _run(options: CliOptions) -> None:
    with _stop_signal() as stop:
        running = asyncio.ensure_future(_serve(options))
        await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@contextlib.contextmanager
def _stop_signal() -> Iterator["asyncio.Future[None]"]:
    """Yield a future that is done when a signal asks this process to stop."""
    loop = asyncio.get_running_loop()
    stop: asyncio.Future[None] = loop.create_future()

    def on_signal() -> None:
        if not stop.done():
            stop.set_result(None)

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, on_signal)
    try:
        yield stop
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


async def _serve(options: CliOptions) -> None:
    state = run_json.read_state(options.data)
    requested = {"page": options.port, "mailbox": options.mailbox_port, "smtp": options.smtp_port}
    chosen = chosen_ports.choose(requested, host=options.host, last=state.ports)
    state.ports = msgspec.structs.asdict(chosen)
    run_json.write_state(options.data, state)
    pair = Pair(options.data, host=options.host, ports=chosen, state=state)
    published: list[RunningInstallation] = []

    def publish(pids: dict[str, int]) -> None:
        if published:
            published[0].pids = pids
            run_json.write(options.data, published[0])

    supervisor = Supervisor(on_change=publish)
    try:
        api_token = await _start(supervisor, pair, options)
        published.append(_describe(pair, api_token, supervisor.pids))
        publish(supervisor.pids)
        print(f"ready: {pair.base_url}", flush=True)
        _say_where_to_look(published[0], options.data)
        if not ports.is_loopback(options.host):
            _say(
                f"NOTE: everybody who reaches {options.host} sees every mail in the mailbox, with the personal links in it. "
                "Use made-up people only, or leave out --host"
            )
        while True:
            await supervisor.watch(until=lambda: maintenance_lock.is_locked(options.data))
            await _pause_services(supervisor, pair, options)
            published[0] = _describe(pair, await _resume_services(supervisor, pair), supervisor.pids)
            publish(supervisor.pids)
    finally:
        run_json.forget(options.data)
        supervisor.stop()
        pair.valkey.stop()


async def _start(supervisor: Supervisor, pair: Pair, options: CliOptions) -> str:
    """Start everything, import the scenario, and return the API token once all children are ready."""
    for child in pair.servers():
        supervisor.start(child)
    await supervisor.wait_until_ready("postgres")
    await installation.make_database(pair)
    for child in pair.services():
        supervisor.start(child)
    slug = await _provide_tenant(pair, options)
    api_token = await installation.ensure_staff_and_token(pair, slug)
    await supervisor.wait_until_ready()
    if pair.state.invitations_due:
        invited = await invitations.invite_to_open_cohorts(pair.base_url, api_token)
        pair.state.invitations_due = False
        run_json.write_state(options.data, pair.state)
        _say(f"{invited} invitations are on their way")
    return api_token


async def _pause_services(supervisor: Supervisor, pair: Pair, options: CliOptions) -> None:
    """Stop the services while a command has exclusive access to the database; the servers continue."""
    _say("the services rest while a restore has the database to itself")
    supervisor.dismiss(SERVICES)
    await supervisor.watch(until=lambda: not maintenance_lock.is_locked(options.data))
    # A restore may have replaced the link keys, the tenant and its tokens.
    pair.state = run_json.read_state(options.data)


async def _resume_services(supervisor: Supervisor, pair: Pair) -> str:
    """Start the services on the present database, and return an API token for it."""
    slug = pair.state.organiser or await installation.make_empty_tenant(pair)
    api_token = await installation.ensure_staff_and_token(pair, slug)
    for child in pair.services():
        supervisor.start(child)
    _say("the services start again")
    return api_token


async def _provide_tenant(pair: Pair, options: CliOptions) -> str:
    """Import the scenario, or create an empty tenant where there is none; return the tenant's slug."""
    if options.scenario:
        due_before = pair.state.invitations_due
        # Stored before the import: if we are killed after it, the next start still sends the invitations.
        pair.state.invitations_due = options.invite or due_before
        run_json.write_state(options.data, pair.state)
        report = await installation.read_scenario(pair, options.scenario, options.starting)
        if report.already_there:
            pair.state.invitations_due = due_before
        _say(report.summary)
        return report.organiser_slug or ""
    if options.empty or pair.state.organiser is None:
        return await installation.make_empty_tenant(pair)
    return pair.state.organiser


def _describe(pair: Pair, api_token: str, pids: dict[str, int]) -> RunningInstallation:
    return RunningInstallation(
        base_url=pair.base_url,
        mailbox_url=pair.mailbox_url,
        smtp=f"{pair.reached_at}:{pair.ports.smtp}",
        notify_url=pair.notify_url,
        inbound=f"{LOCAL}:{pair.ports.inbound}",
        database_url=pair.database_url,
        redis_url=pair.valkey.url,
        organiser=pair.state.organiser or "",
        api_token=api_token,
        staff_email=installation.STAFF_EMAIL,
        staff_password=pair.state.staff_password,
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
