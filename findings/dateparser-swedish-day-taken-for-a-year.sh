#!/usr/bin/env bash
# dateparser: "14 december" in Swedish is the 30th of December 2014, or 2114
#
# Run: dateparser 1.5.0 (PyPI), languages sv, today set to 30 November 2026; Python 3.11; seen 2026-11-30.
# Expected: day and month in words can be read in one way only: 14 December, of this year or the next.
# Happens: Swedish is listed with the order year, month, day (true of 2026-12-14), and it is used for "14 december" too: 14
#      is the year, the day is missing and taken from today. Every day of two digits falls; "3 mars" is right, and so is
#      any date that has its year. With PREFER_DATES_FROM=future, as one would for meetings, the year is 2114.
#      DATE_ORDER=DMY mends it, and breaks "26-12-14" instead. "kl. 9" after a date gives None.
# Output: text, by default, preferring the future, with DATE_ORDER=DMY
#      3 mars            2026-03-03  2027-03-03  2026-03-03
#      14 december       2014-12-30  2114-12-30  2026-12-14
#      måndag den 14 dec 2014-12-30  2114-12-30  2026-12-14
#      14/12             2014-12-30  2114-12-30  2026-12-14
#      14 december 2026  2026-12-14  2026-12-14  2026-12-14
#      14 dec kl. 9      None        None        None
# Matters: answers by mail ("jag kan den 14 december") and pasted lists of dates become dates that exist. Demand the year, and
#      refuse what lies outside the term.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check dateparser==1.5.0

cat >read.py <<'PY'
import datetime as dt

import dateparser

TODAY = {"RELATIVE_BASE": dt.datetime(2026, 11, 30, 12)}
WAYS = ({}, {"PREFER_DATES_FROM": "future"}, {"DATE_ORDER": "DMY"})
TEXTS = ("3 mars", "14 december", "måndag den 14 dec", "14/12", "14 december 2026", "14 dec kl. 9")

for text in TEXTS:
    found = [dateparser.parse(text, languages=["sv"], settings={**TODAY, **way}) for way in WAYS]
    print(text.ljust(17), *(str(moment and moment.date()).ljust(11) for moment in found))
PY

cat >expected <<'TXT'
3 mars            2026-03-03  2027-03-03  2026-03-03
14 december       2014-12-30  2114-12-30  2026-12-14
måndag den 14 dec 2014-12-30  2114-12-30  2026-12-14
14/12             2014-12-30  2114-12-30  2026-12-14
14 december 2026  2026-12-14  2026-12-14  2026-12-14
14 dec kl. 9      None        None        None
TXT

venv/bin/python -W ignore read.py | sed 's/ *$//' >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: the day became the year"
