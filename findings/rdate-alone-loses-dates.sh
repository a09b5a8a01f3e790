#!/usr/bin/env bash
# Dates given by RDATE alone: of six readers four lose dates, without a word
#
# Run: icalendar 7.3.2 with recurring-ical-events 3.8.2, ical 14.3.1 (Home Assistant's), vobject 0.9.9, xandikos 0.4.10
#      (a CalDAV server, asked by a plain REPORT), node-ical 0.26.1, ical.js 2.2.1; Python 3.11, Node 20; seen 2026-11-30.
# Input: a course of three half-days on dates that follow no rule, the plainest use of RDATE (RFC 5545, 3.8.5.2):
#      DTSTART 1 March 2027 09:00, RDATE 9 March and 23 March. No RRULE.
# Expected: three dates everywhere: DTSTART is always the first of the set.
# Output:
#      recurring-ical-events  03-01 03-09 03-23
#      vobject                03-01 03-09 03-23
#      ical                   03-09 03-23          (the first date is gone)
#      ical.js                03-09 03-23          (the same)
#      node-ical              03-01                (all others are gone)
#      xandikos               03-01                (asked for each of the three days in turn)
# Matters: a feed of a course with irregular dates is right in one program and lacks days in the next. Send one VEVENT
#      a date; and when such a calendar is read to see who is busy, do not trust a day that "is free".
set -eu

work=$(mktemp -d)
server=""
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
cd "$work"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1
python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check icalendar==7.3.2 recurring-ical-events==3.8.2 ical==14.3.1 vobject==0.9.9 xandikos==0.4.10

printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 'PRODID:-//exempel//sv' BEGIN:VEVENT UID:kurs@exempel.se DTSTAMP:20261130T120000Z \
    SUMMARY:Kurs DTSTART:20270301T080000Z DURATION:PT3H RDATE:20270309T080000Z,20270323T080000Z END:VEVENT END:VCALENDAR >course.ics

cat >read.py <<'PY'
"""The dates of course.ics as three Python libraries see them."""

import datetime as dt
from pathlib import Path

import icalendar
import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream

TEXT = Path("course.ics").read_bytes().decode()
START, END = dt.datetime(2027, 1, 1, tzinfo=dt.timezone.utc), dt.datetime(2028, 1, 1, tzinfo=dt.timezone.utc)


def show(name: str, moments: list) -> None:
    print(name.ljust(22), *(moment.strftime("%m-%d") for moment in moments))


show("recurring-ical-events", [event.start for event in recurring_ical_events.of(icalendar.Calendar.from_ical(TEXT)).between(START, END)])
show("vobject", list(vobject.readOne(TEXT).vevent.getrruleset(addRDate=True)))
show("ical", [event.start for event in IcsCalendarStream.calendar_from_ics(TEXT).timeline.overlapping(START, END)])
PY

cat >read.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const text = readFileSync("course.ics", "utf8");
const show = (name, moments) => console.log(name.padEnd(22), moments.map((moment) => moment.toISOString().slice(5, 10)).join(" "));

const iterator = new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vevent")).iterator();
const seen = [];
for (let moment = iterator.next(); moment && seen.length < 9; moment = iterator.next()) seen.push(moment.toJSDate());
show("ical.js", seen);

const event = Object.values(ical.sync.parseICS(text)).find((entry) => entry.type === "VEVENT");
const range = { from: new Date("2027-01-01"), to: new Date("2028-01-01") };
show("node-ical", ical.expandRecurringEvent(event, range).map((instance) => instance.start));
JS

cat >ask.py <<'PY'
"""Put course.ics on the CalDAV server and ask for each of the three days."""

import sys
import time
import urllib.error
import urllib.request

QUERY = """<c:calendar-query xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:d="DAV:"><d:prop><d:getetag/></d:prop><c:filter>
<c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT"><c:time-range start="{day}T000000Z" end="{day}T235959Z"/>
</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"""
HOME = f"http://127.0.0.1:{sys.argv[1]}/user/calendars/calendar/"


def call(method: str, url: str, body: bytes, kind: str) -> str:
    request = urllib.request.Request(url, body, {"Content-Type": kind, "Depth": "1"}, method=method)
    return urllib.request.urlopen(request, timeout=10).read().decode()


for _ in range(100):
    try:
        call("PUT", HOME + "kurs.ics", open("course.ics", "rb").read(), "text/calendar; charset=utf-8")
        break
    except urllib.error.HTTPError:
        raise
    except OSError:
        time.sleep(0.2)
days = ("20270301", "20270309", "20270323")
found = [day for day in days if "kurs.ics" in call("REPORT", HOME, QUERY.format(day=day).encode(), "application/xml")]
print("xandikos".ljust(22), *(f"{day[4:6]}-{day[6:]}" for day in found))
PY

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/xandikos serve --defaults --directory "$work/calendars" --listen-address 127.0.0.1 --port "$port" >xandikos.log 2>&1 &
server=$!

cat >expected <<'TXT'
recurring-ical-events  03-01 03-09 03-23
vobject                03-01 03-09 03-23
ical                   03-09 03-23
ical.js                03-09 03-23
node-ical              03-01
xandikos               03-01
TXT

{ venv/bin/python read.py && node read.mjs && venv/bin/python ask.py "$port"; } >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: ical, ical.js, node-ical and xandikos lose dates"
