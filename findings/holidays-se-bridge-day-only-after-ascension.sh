#!/usr/bin/env bash
# holidays: "Klämdag" for Sweden is one Friday a year; every other bridge day is missing
#
# Run: holidays 0.109 (PyPI), SE, categories public, de_facto and optional, language sv; Python 3.11; seen 2026-11-30.
# Expected: the optional category has an entry named Klämdag, Swedish for any working day squeezed between a holiday and
#      a weekend. One takes it for the list of such days.
# Happens: the name stands only for the Friday after Ascension Day. A Monday before or a Friday after Epiphany, the
#      first of May, the National Day, Christmas or New Year is an ordinary working day to the package.
# Output: the 16 working days of 2026 to 2031 that lie between two free days, and what the package says of them:
#      6 Klämdag, all on the Friday after Ascension Day
#      2 by another name (half days: 2026-01-05 Trettondagsafton, 2029-04-30 Valborgsmässoafton)
#      8 nothing: 2026-01-02, 2028-01-07, 2028-06-05, 2030-06-07, 2030-12-23, 2030-12-27, 2030-12-30, 2031-05-02
# Matters: a planner that avoids "klämdagar" by the package still calls 300 people to Friday 7 June 2030. Compute them
#      from the free days.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install --quiet --quiet --disable-pip-version-check holidays==0.109

cat >bridge.py <<'PY'
import datetime as dt

import holidays

YEARS = range(2026, 2032)
free = holidays.SE(years=YEARS, categories=("public", "de_facto"), language="sv", include_sundays=False)
said = holidays.SE(years=YEARS, categories="optional", language="sv", include_sundays=False)


def is_free(day: dt.date) -> bool:
    return day.weekday() > 4 or day in free


for day in (dt.date(2026, 1, 2) + dt.timedelta(days=n) for n in range(365 * 6)):
    before, after = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    if not is_free(day) and is_free(before) and is_free(after):
        print(day, said.get(day, "nothing"))
PY

cat >expected <<'TXT'
2026-01-02 nothing
2026-01-05 Trettondagsafton (från kl. 14.00)
2026-05-15 Klämdag
2027-05-07 Klämdag
2028-01-07 nothing
2028-05-26 Klämdag
2028-06-05 nothing
2029-04-30 Valborgsmässoafton (från kl. 14.00)
2029-05-11 Klämdag
2030-05-31 Klämdag
2030-06-07 nothing
2030-12-23 nothing
2030-12-27 nothing
2030-12-30 nothing
2031-05-02 nothing
2031-05-23 Klämdag
TXT

venv/bin/python bridge.py >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: 6 of 16 bridge days are named"
