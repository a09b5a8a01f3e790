"""A session becomes certain, or is held on site instead: what its participants get, and what their join link leads to."""

from datetime import timedelta

import pytest

from services.registration.actions.sessions import change_session
from services.registration.domain.sessions.session import SessionChanges
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.mail import read

ANNA = "anna@skola.example"


@pytest.fixture
async def registered(both):
    """Anna has a seat in one digital session; returns a function that changes it and reads the mail that follows."""
    both.post.start()
    cohort = await both.organiser.cohort()

    async def run(before, **changes):
        session = await both.organiser.session(
            cohort, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2), **before
        )
        await both.organiser.register(cohort, ANNA, now=times.now())
        await both.settle()
        await change_session.change(
            both.organiser.pool, a_caller(both.organiser.organiser_id), session, SessionChanges(**changes),
            version=None, silent=False, reason=None,
        )  # fmt: skip
        await both.settle()
        return [mail for mail in map(read, both.post.mailbox.raws()) if mail.kind == "update"]

    return run


async def test_a_date_that_becomes_certain_is_mailed_with_a_confirmed_entry(registered):
    [mail] = await registered({"status": "tentative"}, status="scheduled")

    assert mail.subject.startswith("Datum klart: Träff")
    assert (
        mail.calendar_value("METHOD"),
        mail.calendar_value("STATUS"),
        mail.calendar_value("SEQUENCE"),
    ) == (
        "REQUEST",
        "CONFIRMED",
        "1",
    )


async def test_a_session_that_becomes_on_site_has_no_join_link_in_mail_or_entry(registered):
    [mail] = await registered(
        {"mode": "digital", "join_url": "https://meet.example/1"}, mode="on_site", place="Konserthuset"
    )

    assert mail.links("j") == []
    assert "/j/" not in mail.calendar.decode()
    assert "Länken till mötet används inte längre." in " ".join(mail.text.split())
    assert mail.calendar_value("LOCATION") == "Konserthuset"


async def test_a_new_note_is_mailed(registered):
    [mail] = await registered({}, note="ta med en dator")

    assert mail.subject.startswith("Bra att veta: Träff")
    assert "Ta med en dator." in mail.text
