"""Malmö's and Helsingborg's scenarios typed into the pages, answered on the pages, and compared with every figure that the files expect."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.registration.web.wording import spaced
from shared import dates
from tests.support import scenarios
from tests.support.pages.by_hand import ADMIN, SWEDEN, ByHand
from tests.support.pages.staff import PASSWORD, sign_in

BEFORE_ALL = {
    "malmo-stad": datetime(2019, 2, 15, 9, tzinfo=UTC),
    "helsingborg-2019": datetime(2019, 5, 20, 9, tzinfo=UTC),
}
COUNTIES = {"Blekinge län": "10", "Skåne län": "12"}
GROUP = ("Landskrona", "Burlöv", "Sölvesborg")
LISTED_AT_SCALE = 76


@pytest.fixture(params=BEFORE_ALL)
async def by_hand(staff, clock, request):
    """A scenario that has been typed in, and whose cohorts are open."""
    clock.now = BEFORE_ALL[request.param]
    await sign_in(staff, "coordinator@ruc.example", password=PASSWORD)
    it = ByHand(staff, scenarios.document_of(request.param))
    await it.all()
    return it


class Seen:
    """What the pages show of the sessions, read from the forms in which they can be changed."""

    def __init__(self, stored: dict[str, dict[str, str]]) -> None:
        self.stored = stored

    def count(self, is_counted: Callable[[dict[str, str]], bool]) -> int:
        return sum(is_counted(fields) for fields in self.stored.values())

    def days(self) -> list[date]:
        return sorted(date.fromisoformat(fields["day"]) for fields in self.stored.values() if fields["day"])

    def terms(self) -> dict[str, int]:
        return dict(Counter(_term(fields) for fields in self.stored.values()))


def _term(fields: dict[str, str]) -> str:
    if not fields["day"]:
        return fields["term"]
    day = date.fromisoformat(fields["day"])
    return f"{'VT' if day.month < 7 else 'HT'}{day.year}"


async def _counties(it: ByHand) -> list[str]:
    """The counties of three municipalities that act together, as the pages of the organisations say."""
    found = set()
    for town in GROUP:
        path = await it.organisation({"id": town, "name": f"{town}s kommun", "municipality": town})
        text = (await it.staff.get(path)).text
        found |= {code for county, code in COUNTIES.items() if county in text}
    return sorted(found)


async def _people(it: ByHand, **query: str) -> int:
    page = await it.staff.get(
        f"{ADMIN}/personer?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    )
    return _last_number(page.root.one("main").text.split(" personer")[0])


async def _found(it: ByHand, audience: str) -> int:
    page = await it.staff.get(it.audiences[audience])
    return _last_number(page.text.split("Regeln hittar ")[1].split(" person")[0])


def _last_number(text: str) -> int:
    """A number at the end of a text, with its spaces between thousands."""
    return int(re.findall(r"\d+(?: \d{3})*$", text)[-1].replace(" ", ""))


async def _at_scale(it: ByHand) -> int:
    """Read in everybody who works at the schools; return how many the audience finds, as the page that invites says too."""
    [organisation] = [row for row in it.document["organisation"] if "employees" in row]
    await it.people(
        [
            {
                "label": f"Lärare {number}",
                "role": "lärare",
                "organisation": f"exempelskola-{number % LISTED_AT_SCALE + 1:02}",
                "email": f"larare{number}@skolor.example",
            }
            for number in range(organisation["employees"] - LISTED_AT_SCALE)
        ]
    )
    found = await _found(it, "alla-medarbetare")
    asks = await it.staff.get(f"{it.cohorts['alla']}/bjud-in")
    numbers = [spaced(n).replace("\u00a0", " ") for n in (found - LISTED_AT_SCALE, found)]
    assert "{} att bjuda in, {} hittade".format(*numbers) in asks.text
    [at_scale] = [row for row in it.document["expect"]["session"] if "invited_count_at_scale" in row]
    assert at_scale["invited_count_at_scale"] == found
    return found


# How each figure of [expect] is read from the pages; a figure without an entry here fails the test.
FIGURES: dict[str, Callable[[ByHand, Seen], Any]] = {
    "sessions": lambda _, seen: len(seen.stored),
    "sessions_per_term": lambda _, seen: seen.terms(),
    "sessions_with_time": lambda _, seen: seen.count(lambda one: bool(one["starts"])),
    "sessions_top_level": lambda _, seen: seen.count(lambda one: not one["parent_id"]),
    "sessions_date_only_top_level": lambda _, seen: seen.count(
        lambda one: bool(one["day"]) and not one["starts"] and not one["parent_id"]
    ),
    "sessions_undated": lambda _, seen: seen.count(lambda one: not one["day"]),
    "sessions_parallel": lambda _, seen: seen.count(lambda one: bool(one["choice_group"])),
    "first_date": lambda _, seen: seen.days()[0],
    "last_date": lambda _, seen: seen.days()[-1],
    "members_at_meeting": lambda it, _: it.taken("ledningsgrupp-2019-08-20"),
    "municipality_group_counties": lambda it, _: _counties(it),
    "municipality_group_size": lambda _, __: len(GROUP),
    "recipients": lambda it, _: _people(it),
    "recipients_group_a": lambda it, _: _found(it, "skolledare-a"),
    "recipients_group_b": lambda it, _: _found(it, "skolledare-b"),
    "load_test_recipients": lambda it, _: _at_scale(it),
}


async def test_a_scenario_typed_into_the_pages_is_what_its_file_expects(by_hand):
    expected = by_hand.document["expect"]
    for cohort in by_hand.cohorts:
        await by_hand.invite(cohort)
    invited = await by_hand.answered()
    seen = Seen({name: await by_hand.stored(name) for name in by_hand.sessions})
    calendar = await by_hand.calendar()

    for session in expected["session"]:
        assert await _session(by_hand, seen, calendar, invited, session["id"]) == {
            name: value for name, value in session.items() if name != "invited_count_at_scale"
        }
        if invited[session["id"]] and "parallell" not in seen.stored[session["id"]]["form"]:
            assert await by_hand.taken(session["id"]) == session["invited_count"]
    about = (await by_hand.staff.get(f"{by_hand.programme}/andra")).value("summary")
    assert [fact["wording"] for fact in expected["fact"] if fact["wording"] not in about] == []
    for name in (name for name in expected if name not in {"session", "fact"}):
        answer = FIGURES[name](by_hand, seen)
        assert (await answer if hasattr(answer, "__await__") else answer) == expected[name], name


async def _session(
    it: ByHand, seen: Seen, calendar: dict[str, Any], invited: Counter[str], name: str
) -> dict[str, Any]:
    """What the pages and the calendar of staff say of a session, in the words of the file."""
    fields, answer = seen.stored[name], {"id": name, "invited_roles": await it.roles_invited(name)}
    if not fields["day"]:
        assert name not in calendar
        assert invited[name] == 0
        return answer | {"undated": True}
    answer |= {"invited_count": invited[name]}
    starts, ends = calendar[name]
    if not fields["starts"]:
        assert ends == starts + timedelta(days=1)
        assert isinstance(starts, date)
        answer |= {"all_day": starts}
    else:
        local = datetime.fromisoformat(f"{fields['day']}T{fields['starts']}").replace(tzinfo=SWEDEN)
        assert local == starts
        answer |= {"start_utc": starts.astimezone(UTC), "end_utc": ends.astimezone(UTC)}
        answer |= {"utc_offset": local.isoformat()[-6:], "minutes": (ends - starts).seconds // 60}
    day = dates.weekday(date.fromisoformat(fields["day"]), "sv")
    assert (await it.staff.get(it.sessions[name])).root.one("main").text.count(f"{day} ") > 0
    return answer | {"weekday": day}
