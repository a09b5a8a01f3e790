"""The subcommands of `kallelse`: each takes the parsed arguments and returns the exit code.

Services are imported inside the functions: an image may lack the other service, and `kallelse --help` need not
load a web framework.
"""
# ruff: noqa: PLC0415

import argparse
import asyncio
import os
import sys
from pathlib import Path

from infra.local import run_json
from shared.channel.parked import ParkedEvent
from shared.refused import Refused

OK, BROKEN = 0, 1


def database_url(options: argparse.Namespace) -> str:
    """Return the database URL from the named folder, otherwise from the environment."""
    if options.data_dir:
        return run_json.read(options.data_dir).database_url
    named = os.environ.get("KALLELSE_DATABASE_URL")
    if not named:
        raise Refused("which installation? Name its folder with --data-dir D, or set KALLELSE_DATABASE_URL")
    return named


def base_url(options: argparse.Namespace) -> str:
    """Return the public base URL; empty if it is not configured."""
    return (
        run_json.read(options.data_dir).base_url
        if options.data_dir
        else os.environ.get("KALLELSE_BASE_URL", "")
    )


def up(options: argparse.Namespace) -> int:
    """Run everything on this machine."""
    if options.starting and not options.scenario:
        raise Refused("--starting moves the dates of a scenario: name one with --scenario FILE")
    from infra.local.up import CliOptions, up

    up(
        CliOptions(
            data=options.data_dir.absolute(),
            host=options.host,
            port=options.port,
            mailbox_port=options.mailbox_port,
            smtp_port=options.smtp_port,
            scenario=options.scenario and options.scenario.absolute(),
            starting=options.starting,
            empty=options.empty,
            invite=options.invite,
        )
    )
    return OK


def registration(options: argparse.Namespace) -> int:
    """Run the service for pages and the API."""
    del options
    from services.registration.app import serve

    serve()
    return OK


def notify(options: argparse.Namespace) -> int:
    """Run the service that sends mail."""
    del options
    from services.notify.worker import serve

    serve()
    return OK


def migrate(options: argparse.Namespace) -> int:
    """Migrate both schemas; first create the services' roles if their passwords are given."""
    from infra import migrating

    passwords = {
        f"kallelse_{service}": os.environ.get(f"KALLELSE_{service.upper()}_PASSWORD", "")
        for service in migrating.SERVICES
    }
    done = asyncio.run(migrating.run(database_url(options), passwords, post=options.post))
    print("\n".join(f"ran {name}" for name in done.ran) or "both schemas were up to date")
    if done.left:
        print(f"left until no service of the previous version runs: {', '.join(done.left)}")
        print("Then type `kallelse migrate --post`.")
    return OK


def import_file(options: argparse.Namespace) -> int:
    """Import a scenario file, all or nothing."""
    from services.registration.commands import import_file

    url = database_url(options)
    report = asyncio.run(
        import_file.run(url, options.file, dry_run=options.dry_run, starting=options.starting)
    )
    for error in report.errors:
        print(error, file=sys.stderr)
    if report.errors:
        return BROKEN
    print(report.summary)
    # Exit code 1 although the programme exists: a script must not rely on this file's dates, which were not read.
    return BROKEN if report.already_there else OK


def export_file(options: argparse.Namespace) -> int:
    """Write a programme, or one of its cohorts, as a scenario file."""
    from services.registration.commands import export_file

    wider: list[str] = []
    try:
        text = asyncio.run(
            export_file.run(database_url(options), options.programme, options.cohort, on_wider=wider.append)
        )
    except export_file.NothingToExport as nothing:
        raise Refused(str(nothing)) from None
    run_json.write_privately(Path(options.file), text.encode())
    print(f"wrote {options.file}: it holds personal data, and only you may read it")
    if protected := export_file.count_protected(text):
        print(
            f"NOTE: {protected} people in it have a protected identity, with name and address in plain text."
        )
    for name in wider:
        print(f'NOTE: the audience "{name}" leaves out people of cohorts that are not in the file.')
    return OK


def organiser_add(options: argparse.Namespace) -> int:
    """Create a tenant."""
    from services.registration.commands import organiser

    asyncio.run(organiser.add(database_url(options), options.slug, options.name))
    print(f"{options.slug} was added")
    return OK


def staff_add(options: argparse.Namespace) -> int:
    """Print a one-time link by which a staff member sets a password."""
    from services.registration.commands import staff

    path = asyncio.run(staff.add(database_url(options), options.email, options.organiser, options.role))
    print("The link works once, for a week, and replaces earlier ones; whoever opens it chooses a password:")
    print(f"{base_url(options)}{path}")
    return OK


def staff_list(options: argparse.Namespace) -> int:
    """Print who is staff of a tenant."""
    from services.registration.commands import staff

    for member in asyncio.run(staff.list_all(database_url(options), options.organiser)):
        print(f"{member.role:12}{'' if member.has_password else 'no password yet':17}{member.email}")
    return OK


def staff_end(options: argparse.Namespace) -> int:
    """Let a staff member sign in no more."""
    from services.registration.commands import staff

    asyncio.run(staff.end(database_url(options), options.email, options.organiser))
    print("They are signed out, and cannot sign in any more")
    return OK


def erasures(options: argparse.Namespace) -> int:
    """List the ids of erased people, from which a restore repeats the erasures."""
    from services.registration.commands import erasures

    for person_id, asked_at in asyncio.run(erasures.list_all(database_url(options))):
        print(f"{person_id} {asked_at.isoformat()}")
    return OK


def forget(options: argparse.Namespace) -> int:
    """Begin to erase a person."""
    from services.registration.commands import erasures

    asyncio.run(erasures.forget_one(database_url(options), options.person))
    print(
        "They are withdrawn from all that is ahead; the rest goes when the last mail to them has gone, within two days."
    )
    return OK


def resync(options: argparse.Namespace) -> int:
    """Send every snapshot to notify again."""
    from services.registration.commands import resync

    print(f"{asyncio.run(resync.run(database_url(options)))} snapshots will be sent again")
    return OK


def replay(options: argparse.Namespace) -> int:
    """Offer the parked events of both services again."""
    from services.notify.commands import replay as notify_replay
    from services.registration.commands import replay as registration_replay

    url = database_url(options)

    async def both() -> int:
        return await registration_replay.run(url) + await notify_replay.run(url)

    print(f"{asyncio.run(both())} parked events are offered again")
    return OK


def parked(options: argparse.Namespace) -> int:
    """Print the parked events of both services, the oldest first; exit code 1 if there is any."""
    from services.notify.commands import replay as notify_replay
    from services.registration.commands import replay as registration_replay

    url = database_url(options)

    async def both() -> list[tuple[str, ParkedEvent]]:
        to_notify = await registration_replay.list_parked(url, most=options.most)
        to_registration = await notify_replay.list_parked(url, most=options.most)
        return [("notify", one) for one in to_notify] + [("registration", one) for one in to_registration]

    found = asyncio.run(both())
    for receiver, one in found:
        when = f"{one.parked_at or one.made_at:%Y-%m-%d %H:%M} UTC"
        print(
            f"{when}  to {receiver}  {one.kind}  {one.id}  organiser {one.organiser_id}  {one.reason or '-'}"
        )
    print("mend the cause, then: kallelse replay" if found else "no event is parked")
    return BROKEN if found else OK


def check(options: argparse.Namespace) -> int:
    """Print the invariants of both services with their counts; exit code 1 if one is broken."""
    from services.notify.commands import check as notify_check
    from services.registration.commands import check as registration_check

    url = database_url(options)

    async def both() -> list[tuple[str, int, bool]]:
        return [*await registration_check.run(url), *await notify_check.run(url)]

    found = asyncio.run(both())
    for name, count, is_kept in found:
        print(f"{'ok    ' if is_kept else 'BROKEN'}  {count:6}  {name}")
    return OK if all(is_kept for _, _, is_kept in found) else BROKEN


def doctor(options: argparse.Namespace) -> int:
    """Check the configuration against the real servers."""
    from infra import doctor

    return doctor.run(doctor.read_configuration(options.data_dir, os.environ))
