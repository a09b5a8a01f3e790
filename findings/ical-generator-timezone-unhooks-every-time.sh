#!/usr/bin/env bash
# ical-generator: naming the calendar's zone makes DTSTAMP, UNTIL and every hour float
#
# Run: ical-generator 10.2.0 with luxon 3.7.2, Node 20, TZ=UTC and TZ=Europe/Stockholm alike;
#      seen 2026-11-30.
# Expected: ical({timezone: "Europe/Stockholm"}) gives DTSTART;TZID=Europe/Stockholm. DTSTAMP stays in UTC in any case: RFC 5545
#      3.8.7.2 says it must.
# Happens: with the zone on the calendar, hours are written as bare local times without TZID (only X-WR-TIMEZONE tells
#      the zone, which is no part of the standard), and so are DTSTAMP, LAST-MODIFIED and the rule's UNTIL. EXDATE of the
#      same event does get a TZID. With the same zone set on each event instead, all of it is right.
# Output: the same event (29 March 2027 09:00 in Stockholm, stamped 30 November 2026 12:00Z)
#      zone on the calendar                  zone on the event
#      DTSTAMP:20261130T130000               DTSTAMP:20261130T120000Z
#      DTSTART:20270329T090000               DTSTART;TZID=Europe/Stockholm:20270329T090000
#      RRULE:...;UNTIL=20270531T090000       RRULE:...;UNTIL=20270531T070000Z
#      EXDATE;TZID=Europe/Stockholm:2027...  EXDATE;TZID=Europe/Stockholm:2027...
# Matters: which of two updates is newer is told by DTSTAMP; read as UTC, one written this way is an hour or two in the future and
#      beats the next real one. A reader abroad sees nine o'clock of its own.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ical-generator@10.2.0 luxon@3.7.2

cat >write.mjs <<'JS'
import ical from "ical-generator";
import { DateTime } from "luxon";

const zone = "Europe/Stockholm";
const local = (text) => DateTime.fromISO(text, { zone });
const event = {
  id: "mote@exempel.se",
  summary: "Möte",
  stamp: DateTime.fromISO("2026-11-30T12:00:00Z"),
  start: local("2027-03-29T09:00"),
  repeating: { freq: "WEEKLY", until: local("2027-05-31T09:00"), exclude: [local("2027-04-05T09:00")] },
};
const print = (name, calendar) => {
  const lines = calendar.toString().split("\r\n").filter((line) => /^(DTSTAMP|DTSTART|RRULE|EXDATE)/.test(line));
  console.log([name, ...lines].join("\n  "));
};

const onCalendar = ical({ timezone: zone });
onCalendar.createEvent(event);
print("calendar", onCalendar);

const onEvent = ical();
onEvent.createEvent({ ...event, timezone: zone });
print("event", onEvent);
JS

cat >expected <<'TXT'
calendar
  DTSTAMP:20261130T130000
  DTSTART:20270329T090000
  RRULE:FREQ=WEEKLY;UNTIL=20270531T090000
  EXDATE;TZID=Europe/Stockholm:20270405T090000
event
  DTSTAMP:20261130T120000Z
  DTSTART;TZID=Europe/Stockholm:20270329T090000
  RRULE:FREQ=WEEKLY;UNTIL=20270531T070000Z
  EXDATE;TZID=Europe/Stockholm:20270405T090000
TXT

for zone in UTC Europe/Stockholm; do
    TZ=$zone node write.mjs >seen
    diff expected seen || { echo "changed under TZ=$zone: expected on the left, seen on the right" >&2; exit 1; }
done
echo "as described: with the zone on the calendar no time says where it is"
