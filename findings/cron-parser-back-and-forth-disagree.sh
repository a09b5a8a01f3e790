#!/usr/bin/env bash
# cron-parser: looking back from Monday misses the run that looking ahead from Saturday promised
#
# Run: cron-parser 5.10.6 (the parser inside BullMQ), tz Europe/Stockholm, beside croner 11.0.1, Node 20;
#      seen 2026-11-30.
# Expected: between two moments next() and prev() name the same runs, whatever the library does with the hour that is
#      missing or doubled. croner does (and, in Python, croniter 7.0.0 and cronsim 2.8 do).
# Happens: on both switch weekends they differ:
#      a job at 02:30, 27 to 29 March 2027     next 03-28T01:30Z 03-29T00:30Z       prev 03-29T00:30Z
#      a job at 02:30, 30 Oct to 1 Nov 2027    next 10-31T00:30Z 11-01T01:30Z       prev 10-31T00:30Z 10-31T01:30Z 11-01T01:30Z
#      every half hour of two, 30 to 31 Oct    next 00:00Z 00:30Z                   prev 00:00Z 00:30Z 01:00Z 01:30Z
# Matters: the usual way to find a missed run after a stop is "is prev() later than the last run noted?". In October that
#      runs the nightly job once more (a second reminder to all); in March a run that was missed is not seen as missed.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund cron-parser@5.10.6 croner@11.0.1

cat >runs.mjs <<'JS'
import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";

const tz = "Europe/Stockholm";
const show = (moments) => moments.map((moment) => moment.toISOString().slice(5, 16) + "Z").join(" ");

function parserAhead(expression, from, to) {
  const runs = CronExpressionParser.parse(expression, { tz, currentDate: from, endDate: to });
  const found = [];
  while (runs.hasNext()) found.push(runs.next());
  return show(found);
}

function parserBack(expression, from, to) {
  const runs = CronExpressionParser.parse(expression, { tz, currentDate: to, startDate: from });
  const found = [];
  while (runs.hasPrev()) found.unshift(runs.prev());
  return show(found);
}

function cronerBoth(expression, from, to) {
  const job = new Cron(expression, { timezone: tz, paused: true });
  const ahead = [];
  for (let run = job.nextRun(from); run < to; run = job.nextRun(run)) ahead.push(run);
  const back = job.previousRuns(9, to).filter((run) => run > from).reverse();
  return show(ahead) === show(back) ? "the same" : "differ";
}

const spans = [
  ["30 2 * * *", "2027-03-27T12:00Z", "2027-03-29T12:00Z"],
  ["30 2 * * *", "2027-10-30T12:00Z", "2027-11-01T12:00Z"],
  ["*/30 2 * * *", "2027-10-30T12:00Z", "2027-10-31T12:00Z"],
];
for (const [expression, start, end] of spans) {
  const span = [expression, new Date(start), new Date(end)];
  console.log(`${expression} from ${start.slice(0, 10)}`);
  console.log(`  next    ${parserAhead(...span)}\n  prev    ${parserBack(...span)}\n  croner  ${cronerBoth(...span)}`);
}
JS

cat >expected <<'TXT'
30 2 * * * from 2027-03-27
  next    03-28T01:30Z 03-29T00:30Z
  prev    03-29T00:30Z
  croner  the same
30 2 * * * from 2027-10-30
  next    10-31T00:30Z 11-01T01:30Z
  prev    10-31T00:30Z 10-31T01:30Z 11-01T01:30Z
  croner  the same
*/30 2 * * * from 2027-10-30
  next    10-31T00:00Z 10-31T00:30Z
  prev    10-31T00:00Z 10-31T00:30Z 10-31T01:00Z 10-31T01:30Z
  croner  the same
TXT

node runs.mjs >seen
diff expected seen || { echo "changed: expected on the left, seen on the right" >&2; exit 1; }
echo "as described: next() and prev() name different runs"
