"""Somebody takes over a position: the successor gets the dates, and the predecessor's entries are taken back."""

from datetime import timedelta

import pytest

from services.registration.actions.directory.hand_over_position import PositionHandover, hand_over_position
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read


@pytest.fixture
async def both(both):
    """The same, delivering from the start."""
    both.post.start()
    return both


def mails(both, address):
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == address]


async def test_entries_move_from_the_predecessors_calendar_to_the_successors(both):
    school = await both.organiser.organisation("Ekskolan")
    head = await both.organiser.person("Anna Ek", school, "rektor")
    successor = await both.organiser.person("Bo Al", school, "lärare")
    addresses = {
        row["id"]: row["email"] for row in await both.organiser.pool.fetch("select id, email from person")
    }
    cohort = await both.organiser.cohort()
    starts_at = ahead(14)
    await both.organiser.session(
        cohort, title="Dag 1", starts_at=starts_at, ends_at=starts_at + timedelta(hours=2)
    )
    await both.organiser.register(cohort, addresses[head], now=times.now())
    await both.settle()
    before = len(mails(both, addresses[head]))
    handover = PositionHandover(
        organisation_id=school,
        role="rektor",
        successor_id=successor,
        starts_on=times.local(times.now()).date(),
    )
    await hand_over_position(both.organiser.pool, a_caller(both.organiser.organiser_id), head, handover)
    await both.settle()
    left, came = mails(both, addresses[head])[before:], mails(both, addresses[successor])

    assert [mail.calendar_value("METHOD") for mail in left] == ["CANCEL"]
    for part in (left[0].text, left[0].html):
        said = " ".join(part.split())
        assert "Bo Al har tagit över tjänsten och kommer i stället, så du är inte längre anmäld." in said
        assert "Efterträdaren kommer" in said
        assert "ersätt" not in said.lower()
        assert "tillbaka" not in said
    assert left[0].subject.startswith("Din efterträdare kommer: ")
    assert "Platsen hör till tjänsten som du har tagit över efter Anna Ek." in " ".join(came[0].text.split())
    assert "ersättare" not in came[0].text
    assert came[0].subject.startswith("Platsen är din: ")
    assert [(mail.kind, mail.calendar_value("METHOD")) for mail in came] == [("substitute", "REQUEST")]
    assert await both.broken() == []
