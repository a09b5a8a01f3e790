#!/usr/bin/env bash
# vobject writes London as the zone "GMT": three of four readers put its summer meetings an hour late
#
# Run: vobject 0.9.9 writing (Radicale's library), icalendar 7.3.2, ical 14.3.1, node-ical 0.26.1 and ical.js 2.2.1 reading;
#      Python 3.11 with zoneinfo, Node 20; seen 2026-11-30.
# Input: a meeting on 28 June 2027 at 09:00 in Europe/London, that is 08:00Z; the same in Europe/Stockholm.
# Expected: TZID=Europe/London, the key that the datetime's ZoneInfo carries.
# Happens: vobject takes the winter abbreviation for a name: TZID=GMT for London, CET for Stockholm, EST for New York. The
#      VTIMEZONE beside it does hold the summer rule. But GMT is itself a name of the zone database, one without summer,
#      and readers that prefer known names to the file's rules find it there. Stockholm is saved by CET having a summer.
#      A second zone with the same abbreviation gets no VTIMEZONE of its own: after Dublin, Kolkata (both "IST") is read as
#      Irish time.
# Output: London DTSTART;TZID=GMT:20270628T090000, read as
#      icalendar 09:00Z, ical 09:00Z, node-ical 09:00Z (an hour late), ical.js 08:00Z (right)
#      Stockholm DTSTART;TZID=CET:20270628T090000, read as 07:00Z by all
# Matters: tests with Swedish hours are green while the guest lecturer's calendar in London is an hour off from March to
#      October. Write in UTC with vobject, or with another library.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 node-ical@0.26.1
python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check vobject==0.9.9 icalendar==7.3.2 ical==14.3.1

cat >write.py <<'PY'
"""Write meetings at nine with vobject, and read London's and Stockholm's back with two other libraries."""

import datetime as dt
import zoneinfo
from pathlib import Path

import icalendar
import vobject
from ical.calendar_stream import IcsCalendarStream


def written(*zones: str) -> str:
    calendar = vobject.iCalendar()
    for zone in zones:
        event = calendar.add("vevent")
        event.add("uid").value = f"{zone}@exempel.se"
        event.add("dtstart").value = dt.datetime(2027, 6, 28, 9, tzinfo=zoneinfo.ZoneInfo(zone))
    return calendar.serialize()


def utc(moment: dt.datetime) -> str:
    return moment.astimezone(dt.timezone.utc).strftime("%H:%MZ")


for zone in ("Europe/London", "Europe/Stockholm"):
    text = written(zone)
    Path(zone.partition("/")[2] + ".ics").write_text(text, newline="")
    print(zone, next(line for line in text.splitlines() if line.startswith("DTSTART;TZID")))
    print("  icalendar", utc(icalendar.Calendar.from_ical(text).events[0].start))
    print("  ical     ", utc(IcsCalendarStream.calendar_from_ics(text).events[0].start))

both = vobject.readOne(written("Europe/Dublin", "Asia/Kolkata"))
print("after Dublin, Kolkata's 03:30Z is read as", utc(both.vevent_list[1].dtstart.value))
PY

cat >read.mjs <<'JS'
import { readFileSync } from "node:fs";
import ICAL from "ical.js";
import ical from "node-ical";

const utc = (moment) => moment.toISOString().slice(11, 16) + "Z";
for (const town of ["London", "Stockholm"]) {
  const text = readFileSync(`${town}.ics`, "utf8");
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  calendar.getAllSubcomponents("vtimezone").forEach((zone) => ICAL.TimezoneService.register(zone));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const other = Object.values(ical.sync.parseICS(text)).find((entry) => entry.type === "VEVENT");
  console.log(`${town}\n  ical.js   ${utc(event.startDate.toJSDate())}\n  node-ical ${utc(other.start)}`);
}
JS

cat >expected <<'TXT'
Europe/London DTSTART;TZID=GMT:20270628T090000
  icalendar 09:00Z
  ical      09:00Z
Europe/Stockholm DTSTART;TZID=CET:20270628T090000
  icalendar 07:00Z
  ical      07:00Z
after Dublin, Kolkata's 03:30Z is read as 08:00Z
London
  ical.js   08:00Z
  node-ical 09:00Z
Stockholm
  ical.js   07:00Z
  node-ical 07:00Z
TXT

{ venv/bin/python write.py && node read.mjs; } >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: London is an hour late for three of four readers"
