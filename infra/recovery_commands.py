"""The subcommands of `kallelse` for what follows a crash: backup, restore, failover, release.

Services are imported inside the functions, as in `infra/commands.py`.
"""
# ruff: noqa: PLC0415

import argparse
import asyncio
import os
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from infra import commands
from infra.local import run_json
from shared import times
from shared.refused import Refused

if TYPE_CHECKING:
    from infra.restore_target import Access


def backup(options: argparse.Namespace) -> int:
    """Back up both schemas into one file."""
    from infra import backup
    from infra.local import maintenance_lock

    file = options.file.absolute()
    started = time.monotonic()
    if not options.data_dir:
        made = backup.backup(
            commands.database_url(options), file, state=None, link_keys=os.environ.get("KALLELSE_LINK_KEYS")
        )
    elif not (options.data_dir / run_json.STATE).exists():
        raise Refused(f"{options.data_dir} is no folder of `kallelse up`")
    else:
        state = run_json.read_state(options.data_dir)
        with maintenance_lock.database(options.data_dir) as exclusive:
            made = backup.backup(exclusive.url, file, state=state, link_keys=f"1:{state.link_key}")
    megabytes, seconds = file.stat().st_size / 1e6, time.monotonic() - started
    print(f"wrote {file}: {megabytes:.1f} MB in {seconds:.1f} s, as it was {_local(made.made_at)}")
    keys = "personal data and the keys of personal links" if made.state else "personal data"
    print(f"It holds {keys}: keep it as you keep the database.")
    return commands.OK


def restore(options: argparse.Namespace) -> int:
    """Restore both schemas from a backup; mails stay on hold until they are released."""
    from infra import restore

    file = options.file.absolute()
    erased = _erased(options.erasures) if options.erasures else []
    started = time.monotonic()
    if options.data_dir:
        done = restore.into_folder(file, options.data_dir.absolute(), replace=options.replace, erased=erased)
    else:
        link_keys = os.environ.get("KALLELSE_LINK_KEYS")
        done = restore.into_database(
            file, commands.database_url(options), link_keys=link_keys, replace=options.replace, erased=erased
        )
    seconds = time.monotonic() - started
    print(f"restored in {seconds:.1f} s, as it was {_local(done.header.made_at)}")
    if done.on_hold:
        print(f"{done.on_hold} mails are held, because they may have gone since the backup was made:")
        print("`kallelse release --dry-run` counts them, `kallelse release` lets them go.")
    if erased:
        print(f"{done.erased} of {len(erased)} people on the list are in it, and are erased again.")
    print("Mail about what happens from now on goes at once.")
    _say_access(done.access, "the backup was made")
    for warning in done.warnings:
        print(f"NOTE: {warning}")
    return commands.OK


def failover(options: argparse.Namespace) -> int:
    """Make a promoted standby that was behind safe to go on with."""
    from infra import failover

    erased = _erased(options.erasures) if options.erasures else []
    done = failover.begin_epoch(commands.database_url(options), erased=erased)
    print("Sequence numbers go on above all that the lost server can have sent. Start the services.")
    if done.on_hold:
        print(f"{done.on_hold} mails are held, because the lost server may have sent them:")
        print("`kallelse release --dry-run` counts them, `kallelse release` lets them go.")
    if erased:
        print(f"{done.erased} of {len(erased)} people on the list are there again, and are erased again.")
    _say_access(done.access, "the standby's last change")
    return commands.OK


def _say_access(access: "Access", since: str) -> None:
    """Say what only people can know: what was revoked in the time that is lost."""
    print("Staff sign in again; links for choosing a password, and to stored data, have ended.")
    if access.is_any:
        print(
            f"NOTE: valid as they were then: {access.tokens} API tokens, {access.staff} people of staff with password and "
            f"role, {access.calendars} calendar addresses of staff, {access.webhooks} webhooks with the secrets of then. End again what "
            f"has been ended since {since}: `kallelse token list`, `kallelse staff list`, for webhooks /admin"
        )


def release(options: argparse.Namespace) -> int:
    """Release the mails that a restore has put on hold."""
    from services.notify.commands import release

    found = asyncio.run(
        release.run(
            commands.database_url(options), dry_run=options.dry_run, lost_at=options.reminders_sent_until
        )
    )
    for kind in found:
        print(f"{kind.count:6}  {kind.kind}: {kind.later} for later, {kind.too_late} too late to be sent")
    print(f"{sum(kind.count for kind in found)} mails are {'held' if options.dry_run else 'released'}")
    return commands.OK


def pause(options: argparse.Namespace) -> int:
    """Let all mail of the installation wait."""
    from services.notify.commands import pause as pausing

    state = asyncio.run(pausing.run(commands.database_url(options), resume=False))
    if state.since is not None:
        print(f"All mail is paused since {_local(state.since)}; `kallelse resume` lets it go.")
    print("Links that somebody asks for, and what has to be confirmed, are mailed all the same.")
    print(f"{state.due} mails are due and wait")
    return commands.OK


def resume(options: argparse.Namespace) -> int:
    """Let all mail go again, but for what an organiser has paused."""
    from services.notify.commands import pause as pausing

    state = asyncio.run(pausing.run(commands.database_url(options), resume=True))
    print("Mail goes again. What an organiser or a cohort has paused still waits.")
    print(f"{state.due} mails were due; each is thought over before it goes")
    return commands.OK


def _erased(listed: Path) -> list[UUID]:
    """Read the output of `kallelse erasures`: each line begins with an id."""
    lines = [line.split() for line in listed.read_text(encoding="utf-8").splitlines()]
    try:
        return [UUID(words[0]) for words in lines if words]
    except ValueError:
        raise Refused(
            f"{listed} is no list that `kallelse erasures` has printed; nothing was changed"
        ) from None


def _local(moment: datetime) -> str:
    return f"{times.local(moment):%Y-%m-%d %H:%M:%S}"
