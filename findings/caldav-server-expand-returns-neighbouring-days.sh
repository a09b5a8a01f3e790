#!/usr/bin/env bash
# caldav: asked for one day with server_expand, the client hands over the days before and after too
#
# Run: caldav 3.6.0 against xandikos 0.4.10 (Radicale 3.9.0 gave the same), Python 3.11; seen 2026-11-30.
# Input: one meeting a day, 12:00 to 13:00 in Stockholm, for ten days; what is on 29 March 2027 from midnight to midnight?
# Expected: one occurrence, whichever side expands the rule. With expand=True, where the client expands, it is one.
# Happens: the client widens the period by a day at both ends before it asks. It cuts its own expansion back to
#      what was asked, the server's never.
# Output:
#      asked by the program       2027-03-28 22:00Z to 2027-03-29 22:00Z
#      sent to the server         2027-03-27 23:00Z to 2027-03-30 22:00Z (the clock moved in between)
#      expand=True                03-29
#      server_expand=True         03-28 03-29 03-30
# Matters: the faster of the two ways, made for "who is busy that day", shows meetings of the days around it. Filter
#      what comes back by start and end.
set -eu

work=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check caldav==3.6.0 xandikos==0.4.10

cat >ask.py <<'PY'
import datetime as dt
import re
import sys
import time
import urllib.error
import urllib.request
import zoneinfo

import caldav

URL = f"http://127.0.0.1:{sys.argv[1]}/"
STOCKHOLM = zoneinfo.ZoneInfo("Europe/Stockholm")
LINES = """BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//exempel//sv|BEGIN:VEVENT|UID:lunch@exempel.se|DTSTAMP:20261130T120000Z|SUMMARY:Lunch
DTSTART;TZID=Europe/Stockholm:20270324T120000|DURATION:PT1H|RRULE:FREQ=DAILY;COUNT=10|END:VEVENT|END:VCALENDAR|"""


def wait_until_up() -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(URL, timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
        else:
            return


wait_until_up()
client = caldav.DAVClient(URL)
calendar = client.principal().make_calendar(name="prov")
calendar.save_event(re.sub(r"[|\n]", "\r\n", LINES))

sent = []
plain_request = client.request


def noting_request(url, method="GET", body="", *rest, **options):
    text = body.decode() if isinstance(body, bytes) else str(body)
    sent.extend(re.findall(r'time-range start="(\w+)" end="(\w+)"', text))
    return plain_request(url, method, body, *rest, **options)


client.request = noting_request
day = {"start": dt.datetime(2027, 3, 29, tzinfo=STOCKHOLM), "end": dt.datetime(2027, 3, 30, tzinfo=STOCKHOLM)}
for way in ("expand", "server_expand"):
    found = calendar.search(event=True, **day, **{way: True})
    starts = [part["DTSTART"].dt for item in found for part in item.icalendar_instance.walk("VEVENT")]
    print(way + ":", *sorted(start.strftime("%m-%d") for start in starts))
print("sent:", *sent[-1])
PY

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/xandikos serve --defaults --directory "$work/calendars" --listen-address 127.0.0.1 --port "$port" >xandikos.log 2>&1 &
server=$!

cat >expected <<'TXT'
expand: 03-29
server_expand: 03-28 03-29 03-30
sent: 20270327T230000Z 20270330T220000Z
TXT

venv/bin/python -W ignore ask.py "$port" >seen 2>log || { cat log; exit 1; }
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: three days for one"
