#!/usr/bin/env bash
# ical.js: a yearly meeting "on the Wednesday of week 44" is shown on every Wednesday of the year
#
# Run: ical.js 2.2.1 (the parser inside Thunderbird and Nextcloud Calendar) beside rrule 2.8.1, rrule-temporal 2.2.8
#      and python-dateutil 2.9.0.post0; Node 20, Python 3.11; seen 2026-11-30.
# Expected: RRULE:FREQ=YEARLY;BYWEEKNO=44;BYDAY=WE is the example form of RFC 5545 (3.3.10) and the way a Swede says a
#      date: höstlov is "vecka 44". One date a year, in each program.
# Happens: ical.js reads the rule without an error, leaves out the right day and gives every Wednesday after it. Week 1
#      and week 53 fare the same.
# Output: the first four dates of the rule from 28 October 2026
#      ical.js        2026-11-04 2026-11-11 2026-11-18 2026-11-25
#      rrule          2026-10-28 2027-11-03 2028-11-01 2029-10-31
#      rrule-temporal 2026-10-28 2027-11-03 2028-11-01 2029-10-31
#      dateutil       2026-10-28 2027-11-03 2028-11-01 2029-10-31
# Matters: send no BYWEEKNO in a feed that Thunderbird or Nextcloud shall read (list the dates instead), and do not
#      take a calendar read by ical.js for somebody's free time without looking for BYWEEKNO first.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund ical.js@2.2.1 rrule@2.8.1 rrule-temporal@2.2.8
python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check python-dateutil==2.9.0.post0

cat >dates.mjs <<'JS'
import ICAL from "ical.js";
import rrule from "rrule";
import { RRuleTemporal } from "rrule-temporal";

const rule = "FREQ=YEARLY;BYWEEKNO=44;BYDAY=WE;COUNT=4";
const print = (name, dates) => console.log(name.padEnd(14), dates.map((date) => String(date).slice(0, 10)).join(" "));

const dates = [];
const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromDateString("2026-10-28"));
for (let date = iterator.next(); date && dates.length < 4; date = iterator.next()) dates.push(date.toString());
print("ical.js", dates);

const text = `DTSTART:20261028T090000Z\nRRULE:${rule}`;
print("rrule", rrule.rrulestr(text).all().map((date) => date.toISOString()));
print("rrule-temporal", new RRuleTemporal({ rruleString: text }).all());
JS

cat >dates.py <<'PY'
import datetime as dt

from dateutil.rrule import rrulestr

dates = rrulestr("FREQ=YEARLY;BYWEEKNO=44;BYDAY=WE;COUNT=4", dtstart=dt.datetime(2026, 10, 28, 9))
print("dateutil      ", *(date.date() for date in dates))
PY

cat >expected <<'TXT'
ical.js        2026-11-04 2026-11-11 2026-11-18 2026-11-25
rrule          2026-10-28 2027-11-03 2028-11-01 2029-10-31
rrule-temporal 2026-10-28 2027-11-03 2028-11-01 2029-10-31
dateutil       2026-10-28 2027-11-03 2028-11-01 2029-10-31
TXT

{ node dates.mjs && venv/bin/python dates.py; } >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: ical.js gives every Wednesday"
