"""Random lives: mails, pages, feeds, calendars and the API agree; and what does not agree is found and shown briefly."""

import asyncio

import pytest
from msgspec.structs import replace

from services.notify.domain import plan as planning
from tests.lives import life
from tests.lives.calendars import CalendarOfMails, ShownEntry
from tests.lives.shrink import Script, shrink
from tests.lives.steps import Setting, Step, draw
from tests.lives.telling import told_life
from tests.lives.workers import Shrunk
from tests.lives.world import open_world
from tests.model.profile import EXAMPLES, SECONDS

LIVES = EXAMPLES or 24
PLAIN = Setting(
    capacity=1, dates=1, is_open=False, kind="inbjudan", respond_days=None, first_day=20, is_full_rule=True, reminds=False
)  # fmt: skip
NOT_TOLD = "mail says seat, API says cancelled (had: seat)"


def a_step(deed):
    return Step(deed, who=0, other=0, date=0, how=1, by_page=False, is_settled=True)


@pytest.fixture
def in_world(postgres_server):
    """Runs a function of a world."""

    async def running(deed):
        async with open_world(postgres_server) as world:
            return await deed(world)

    def run(deed):
        with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
            return runner.run(running(deed))

    return run


@pytest.mark.timeout(SECONDS)
def test_every_channel_says_the_same_through_random_lives(in_world):
    async def live(world):
        found: dict[str, int] = {}
        for seed in range(1, LIVES + 1):
            setting, steps = draw(seed, 25, in_vain=seed % 2 == 1)
            for kind in life.kinds(await life.run(world, setting, steps)):
                found.setdefault(kind, seed)
        return found

    found = in_world(live)
    assert found == {}, "see the life: python -m tests.lives --seeds <seed>"


def test_a_cancellation_that_nobody_is_told_of_is_found_and_its_life_is_shortened(in_world, monkeypatch):
    plan = planning.plan

    def forgetful(*about):
        made = plan(*about)
        kept = [one for one in made.insert if one.kind != "cancellation"]
        return replace(made, insert=kept) if kept != made.insert else made

    monkeypatch.setattr(planning, "plan", forgetful)
    steps = ["language", "register", "place", "hours_pass", "cancel_session", "day_passes"]
    script = Script(PLAIN, tuple(map(a_step, steps)))

    shortest, happened = in_world(lambda world: shrink(world, script, NOT_TOLD))

    assert [step.deed for step in shortest.steps] == ["register", "cancel_session"]
    told = told_life(Shrunk(NOT_TOLD, 1, shortest.setting, happened))
    assert "1. Anna Ek is registered for Träff 1\n" in told
    assert "2. Träff 1 is cancelled\n     ! Anna Ek, Träff 1: newest is confirmation" in told


def test_a_plain_life_has_no_contradiction(in_world):
    deeds = ("register", "move", "place", "cancel_session", "resume", "language", "hours_pass", "withdraw")

    happened = in_world(lambda world: life.run(world, PLAIN, [a_step(deed) for deed in deeds]))

    assert [one.contradictions for one in happened if one.contradictions] == []
    assert [one.text for one in happened if "refused" in one.text or not one.text] == []


def test_the_simulated_calendar_drops_what_is_not_newer_and_forgets_a_cancel_of_nothing(monkeypatch):
    def an_entry(sequence, *, stamp="20350101T000000Z", is_live=True):
        return ShownEntry("uid", sequence, stamp, is_live, None, None, f"Sal {sequence}")

    calendar, said = CalendarOfMails(), list[ShownEntry]()
    monkeypatch.setattr("tests.lives.calendars.calendar_part", lambda _: [said[-1]])
    for entry, shown in (
        (an_entry(0, is_live=False), None),
        (an_entry(1), 1),
        (an_entry(0), 1),
        (an_entry(1, stamp="20350102T000000Z"), 1),
        (an_entry(2, is_live=False), 2),
    ):
        said.append(entry)
        calendar.receive(b"")
        assert (calendar.entries["uid"].sequence if calendar.entries else None) == shown
    assert not calendar.entries["uid"].is_live
