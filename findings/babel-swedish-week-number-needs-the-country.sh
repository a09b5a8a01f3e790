#!/usr/bin/env bash
# Babel: in 2027 the week number of locale "sv" is one too high all year; of "sv_SE" it is right
#
# Run: Babel 2.19.0 (PyPI), Python 3.11; seen 2026-11-30.
# Expected: week numbers in Swedish are ISO weeks; "sv" and "sv_SE" differ in nothing that a Swede would see (names of days, of
#      months and amounts are equal).
# Happens: the rule for the first week hangs on the country, and "sv" has none, so the world's rule is used: the week of
#      1 January is week 1 even if only one day of it is. (CLDR would add the likely country first; Babel does not.)
# Output: days of which the two disagree with date.isocalendar(), by year
#      year  2024 2025 2026 2027 2028 2029 2030 2031 2032
#      sv       0    0    4  365  366    0    0    0    5
#      sv_SE    0    0    0    0    0    0    0    0    0
# Matters: a letter says "vecka 11" for week 10, from 28 December 2026 and for two years. Tests with dates of 2024 to 2026 are
#      green.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check babel==2.19.0

cat >weeks.py <<'PY'
import datetime as dt

from babel.dates import format_date

YEARS = range(2024, 2033)


def wrong(year: int, locale: str) -> int:
    days = (dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366))
    return sum(format_date(day, "w", locale=locale) != str(day.isocalendar().week) for day in days if day.year == year)


print("year ", *(f"{year:4}" for year in YEARS))
for locale in ("sv", "sv_SE"):
    print(f"{locale:5}", *(f"{wrong(year, locale):4}" for year in YEARS))
PY

cat >expected <<'TXT'
year  2024 2025 2026 2027 2028 2029 2030 2031 2032
sv       0    0    4  365  366    0    0    0    5
sv_SE    0    0    0    0    0    0    0    0    0
TXT

venv/bin/python weeks.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: a week too many in 2027 and 2028"
