"""A broken scenario file is read or its problems are reported; no other error is raised."""

import copy
import tomllib
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registration.domain.scenario import document as scenario
from services.registration.domain.scenario.problems import ScenarioRefused
from services.registration.domain.scenario.toml_writer import write
from tests.support.scenarios import NAMES, document_of
from tests.unit.registration.test_scenario_round_trip import there_and_back

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ODD = st.sampled_from(
    [
        None, "", "x", "*", "a\0b", 0, -1, 7, 2**40, 1.5, float("inf"), True, [], ["x"], [1], [[]], {}, {"id": "x"},
        [{}], [{"id": "x"}], [{"id": 3}], date(2021, 1, 20), date(1, 1, 1), time(9), datetime(2021, 1, 20, 9, tzinfo=UTC),
    ]
)  # fmt: skip


def places(value, path=()):
    """The path of every value in a document."""
    found = [path] if path else []
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inside:
        found += places(child, (*path, key))
    return found


PLACES = {name: places({**document_of(name), "expect": {}}) for name in NAMES}


# Path, new value (None: remove the old one), and another key of the same table to put the value under, if any.
CHANGES = {
    name: st.lists(
        st.tuples(
            st.sampled_from(found),
            ODD,
            st.sampled_from([None, "id", "cohort", "date", "start", "session", "x"]),
        ),
        min_size=1,
        max_size=4,
    )
    for name, found in PLACES.items()
}
BROKEN = st.sampled_from(NAMES).flatmap(lambda name: st.tuples(st.just(name), CHANGES[name]))


def broken(name, changes):
    """A file with some values dropped, replaced, or put in another place."""
    document = document_of(name)
    for path, value, key in changes:
        try:
            holder = document
            for step in path[:-1]:
                holder = holder[step]
            if value is None:
                del holder[path[-1]]
            else:
                holder[key or path[-1]] = copy.deepcopy(value)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    return document


def judge(document):
    problems = scenario.check(document)
    if not problems:
        assert there_and_back(document) == tomllib.loads(write(document))
    for problem in problems:
        assert problem.where
        assert problem.what
        assert "\n" not in str(problem)


@settings(max_examples=100)
@given(BROKEN)
def test_a_broken_scenario_is_read_whole_or_every_problem_is_reported_with_its_place(change):
    judge(broken(*change))


@pytest.mark.parametrize(
    "document", [{}, {"schema": "scenario/1", "programme": [], "session": {}, "directory": []}]
)
def test_an_empty_scenario_is_reported_with_problems(document):
    judge(document)

    assert scenario.check(document) != []


@settings(max_examples=50)
@given(BROKEN, st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_a_broken_scenario_is_moved_or_refused(change, starting):
    document = broken(*change)
    if scenario.check(document):
        return
    try:
        scenario.move(document, starting, today=NOW.date())
    except ScenarioRefused as refused:
        assert refused.problems  # noqa: PT017 - either answer is right; a third is not


@given(st.binary(max_size=200))
def test_any_bytes_are_read_as_a_scenario_or_refused(data):
    try:
        scenario.read(data)
    except ScenarioRefused as refused:
        assert refused.problems  # noqa: PT017
