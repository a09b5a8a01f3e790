"""The command `kallelse`: its subcommands and their arguments."""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypeAlias
from uuid import UUID

import asyncpg

from infra import commands, recovery_commands, token_commands
from shared import times
from shared.refused import Refused

ROLES: Final = ("admin", "coordinator", "viewer")

Run = Callable[[argparse.Namespace], int]
# The class is private in argparse, and generic only for type checkers.
Group: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; exits with 1 and one sentence on stderr if that fails."""
    options = _parser().parse_args(arguments)
    run: Run = options.run
    try:
        code = run(options)
    except Refused as refused:
        print(f"kallelse: {refused.whole}", file=sys.stderr)
        code = commands.BROKEN
    except (OSError, asyncpg.PostgresError) as failed:
        # The database or a file failed; `doctor` can say more.
        print(f"kallelse: {failed} (`kallelse doctor` may say more)", file=sys.stderr)
        code = commands.BROKEN
    sys.exit(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kallelse", description="Calls people together: registration, invitations, calendar entries."
    )
    parser.add_argument("--version", action="version", version=f"kallelse {version('kallelse')}")
    group = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_up(group)
    _plain(group, "registration", commands.registration, "run the service that people and programs talk to")
    _plain(group, "notify", commands.notify, "run the service that sends mail and calendar entries")
    migrating = _located(
        group, "migrate", commands.migrate, "bring both schemas up to date; safe to run twice and at once"
    )
    migrating.add_argument(
        "--post",
        action="store_true",
        help="also take away what only the previous version used: it must be gone",
    )
    _add_files(group)
    _add_backups(group)
    _add_people(group)
    _located(group, "erasures", commands.erasures, "print the id of each person who was erased, and when")
    forgetting = _located(group, "forget", commands.forget, "erase a person, as their own page does")
    forgetting.add_argument("person", type=_id, metavar="PERSON_ID")
    _located(group, "resync", commands.resync, "send every snapshot to notify again")
    parked = _located(
        group, "parked", commands.parked, "name the events that a service could not handle; exit 1 if any"
    )
    parked.add_argument("--most", type=int, default=100, metavar="N", help="of each service (100)")
    _located(group, "replay", commands.replay, "offer the parked events of both services again")
    _located(
        group,
        "pause",
        recovery_commands.pause,
        "let all mail wait, but for links that somebody asks for; it is due, and not lost",
    )
    _located(group, "resume", recovery_commands.resume, "let all mail go again")
    _located(group, "check", commands.check, "read the invariants; exit 1 if one is broken")
    _located(group, "doctor", commands.doctor, "check the configuration against the real servers")
    return parser


def _plain(group: Group, name: str, run: Run, does: str) -> argparse.ArgumentParser:
    parser = group.add_parser(name, help=does, description=f"{does[0].upper()}{does[1:]}.")
    parser.set_defaults(run=run)
    return parser


def _located(group: Group, name: str, run: Run, does: str) -> argparse.ArgumentParser:
    parser = _plain(group, name, run, does)
    parser.add_argument("--data-dir", type=Path, metavar="D", help="the folder of a running `kallelse up`")
    return parser


def _add_up(group: Group) -> None:
    up = _plain(group, "up", commands.up, "run everything on this machine until Ctrl-C")
    up.add_argument(
        "--data-dir", type=Path, default=Path(".kallelse"), metavar="D", help="where it keeps everything"
    )
    up.add_argument("--host", default="127.0.0.1", help="where the pages and the mailbox listen")
    up.add_argument("--port", type=_port, metavar="N", help="of the pages and the API; 0 is any (8000)")
    up.add_argument("--mailbox-port", type=_port, metavar="N", help="of the mailbox's page; 0 is any (8025)")
    up.add_argument("--smtp-port", type=_port, metavar="N", help="of the mailbox; 0 is any (1025)")
    filled = up.add_mutually_exclusive_group()
    filled.add_argument(
        "--scenario", type=Path, metavar="FILE", help="read this scenario, unless it is there already"
    )
    filled.add_argument("--empty", action="store_true", help="a tenant `prov` with nothing in it")
    up.add_argument("--starting", type=_day, metavar="DATE", help="move the scenario so that it starts then")
    up.add_argument(
        "--invite", action="store_true", help="send the invitations of a scenario that was read now"
    )


def _add_files(group: Group) -> None:
    reading = _located(group, "import", commands.import_file, "read a scenario file, whole or not at all")
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.add_argument("--dry-run", action="store_true", help="say what would be read, and change nothing")
    reading.add_argument("--starting", type=_day, metavar="DATE", help="move every date by whole weeks")
    writing = _located(group, "export", commands.export_file, "write a programme as a scenario file")
    writing.add_argument("file", type=Path, metavar="FILE")
    writing.add_argument("--programme", metavar="ID", help="which, where there are several")
    writing.add_argument("--cohort", metavar="ID", help="this one alone")


def _add_backups(group: Group) -> None:
    writing = _located(
        group, "backup", recovery_commands.backup, "both schemas, at one moment, into one file"
    )
    writing.add_argument("file", type=Path, metavar="FILE")
    reading = _located(
        group,
        "restore",
        recovery_commands.restore,
        "both schemas back from a backup; nothing is sent unasked",
    )
    reading.add_argument("file", type=Path, metavar="FILE")
    reading.add_argument(
        "--replace", action="store_true", help="even where there is something: it will be gone"
    )
    reading.add_argument(
        "--erasures",
        type=Path,
        metavar="LIST",
        help="erase again whom `kallelse erasures` named after the backup",
    )
    promoting = _located(
        group,
        "failover",
        recovery_commands.failover,
        "after a standby that was behind was promoted: repeat nothing",
    )
    promoting.add_argument(
        "--erasures",
        type=Path,
        metavar="LIST",
        help="erase again whom `kallelse erasures` named and the standby did not know of",
    )
    letting = _located(
        group, "release", recovery_commands.release, "send the mails that a restore has held back"
    )
    letting.add_argument("--dry-run", action="store_true", help="count them, and send nothing")
    letting.add_argument(
        "--reminders-sent-until",
        type=_moment,
        metavar="TIME",
        help="when the old installation was lost: reminders that fell due before are not sent again",
    )


def _add_people(group: Group) -> None:
    organiser = _family(group, "organiser", "tenants")
    adding = _located(organiser, "add", commands.organiser_add, "make a tenant")
    adding.add_argument("slug", metavar="SLUG", help="its name in addresses")
    adding.add_argument("--name", required=True)
    staff = _family(group, "staff", "those who sign in")
    letting_in = _located(staff, "add", commands.staff_add, "print a one-time link to set a password")
    letting_in.add_argument("email", metavar="EMAIL")
    letting_in.add_argument("--organiser", required=True, metavar="SLUG")
    letting_in.add_argument("--role", required=True, choices=ROLES)
    who = _located(staff, "list", commands.staff_list, "print who signs in, with role")
    who.add_argument("--organiser", required=True, metavar="SLUG")
    letting_out = _located(staff, "end", commands.staff_end, "let somebody sign in no more")
    letting_out.add_argument("email", metavar="EMAIL")
    letting_out.add_argument("--organiser", required=True, metavar="SLUG")
    token = _family(group, "token", "programs that use the API")
    making = _located(
        token, "create", token_commands.create, "print an API token, once, alone on the last line"
    )
    making.add_argument("--organiser", required=True, metavar="SLUG")
    making.add_argument("--name", required=True, help="what it is for")
    making.add_argument("--role", choices=ROLES, default="coordinator")
    making.add_argument(
        "--expires", type=_moment, metavar="TIME", help="from when on it opens nothing; else it has no end"
    )
    listing = _located(token, "list", token_commands.list_all, "print every token, without its secret")
    listing.add_argument("--organiser", metavar="SLUG", help="this tenant's alone")
    revoking = _located(token, "revoke", token_commands.revoke, "let a token open nothing any more")
    revoking.add_argument(
        "token", metavar="TOKEN", help="its id or its name, as `kallelse token list` shows them"
    )
    revoking.add_argument("--organiser", metavar="SLUG", help="this tenant's alone")


def _family(group: Group, name: str, about: str) -> Group:
    return group.add_parser(name, help=about).add_subparsers(metavar="COMMAND", required=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no date; write it as 2026-09-30") from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no id of a person") from None


def _moment(text: str) -> datetime:
    try:
        on_the_clock = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no time; write it as '2026-09-30 03:10'") from None
    return on_the_clock if on_the_clock.tzinfo else times.instant(on_the_clock.date(), on_the_clock.time())


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; a number from 0 to 65535 is")
    return int(text)


if __name__ == "__main__":
    main()
