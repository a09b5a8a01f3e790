"""A coordinator's whole term in a browser: the list, the audience, last term's cohort copied, invitations, reminders, a move, the door, a file.

One installation; the tests run in order and each continues where the previous one ended. What is done often is counted in
presses: a coordinator does it every week.
"""

import io
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest

from shared import times
from tests.support.browser import DESKTOP, PHONE
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.coordinator import CoordinatorInBrowser
from tests.support.installation import Installation
from tests.support.journey import a_session, mail_to, make

ADMIN = "/admin/prov"
LAST_TERM = timedelta(weeks=26)
PEOPLE = (
    ("Ek", "Anna", "Nora kommun", "anna.ek@nora.example"),
    ("Falk", "Bo", "Kumla kommun", "bo.falk@kumla.example"),
    ("Gran", "Cia", "Laxå kommun", "cia.gran@laxa.example"),
    ("Hed", "Dag", "Laxå kommun", "dag.hed@laxa.example"),
)
ANNA, BO, CIA, DAG = (row[3] for row in PEOPLE)


def as_excel_writes_it() -> bytes:
    """A list with a title over all columns, an empty row, a serial number as date, a phone number that lost its zero, and a wrong address."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Rektorer"
    sheet.append(["Rektorer i länet"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["Efternamn", "Förnamn", "Befattning", "Kommun", "E-post", "Mobil", "Fr.o.m."])
    since = datetime(2025, 8, 1)  # noqa: DTZ001 - as the library takes it
    for row in PEOPLE:
        sheet.append([row[0], row[1], "rektor", *row[2:], 700000001, since])
    sheet.append(["Ib", "Eva", "skolchef", "Nora kommun", "eva.ib@nora.example", None, since])
    sheet.append(["Lund", "Fia", "rektor", "Nora kommun", "fia.lund.nora.example", None, since])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def today() -> date:
    return times.local(times.now()).date()


@pytest.fixture(scope="module")
async def prov(tmp_path_factory):
    """An installation in which last term has been."""
    running = Installation(tmp_path_factory.mktemp("term") / "d", environ={"KALLELSE_PERIODIC_SECONDS": "1"})
    await running.start()
    try:
        await last_term(running)
        yield running
    finally:
        await running.stop()


async def last_term(running: Installation) -> None:
    """A cohort with a day without times, and a meeting at one o'clock three weeks after it."""
    programme = await make(running, "/programmes", title="Leda lärande", registration="invitation_only")
    cohort = await make(running, "/cohorts", programme_id=programme["id"], name="Första omgången")
    await make(
        running, "/sessions", cohort_id=cohort["id"], title="Uppstart", mode="on_site", place="Aulan",
        date=str(today() - LAST_TERM),
    )  # fmt: skip
    then = times.instant(today() - LAST_TERM + timedelta(weeks=3), time(13))
    await a_session(running, cohort, "Lärträff", then, join_url="https://meet.example/forra")


@pytest.fixture(scope="module")
async def maria(prov, browser):
    """The coordinator, at a wide window."""
    context = await browser.new_context(viewport=DESKTOP, locale="sv-SE", reduced_motion="reduce")
    yield CoordinatorInBrowser(await context.new_page(), prov.run["base_url"])
    await context.close()


async def test_the_coordinator_signs_in(prov, maria):
    await maria.open("/admin")
    await maria.fill("email", prov.run["staff_email"])
    await maria.fill("password", prov.run["staff_password"])
    await maria.press("Logga in", within="main")

    assert await maria.heading() == "I dag"


async def test_a_list_from_excel_is_looked_over_and_read_in(maria):
    await maria.press("Personer")
    await maria.press("Läs in en lista")
    files = {"name": "rektorer.xlsx", "mimeType": "application/octet-stream", "buffer": as_excel_writes_it()}
    await maria.page.set_input_files("[name=fil]", files)
    await maria.press("Granska listan")

    text = await maria.text()
    assert "rektorer.xlsx, 6 rader. Inget är sparat än." in text
    assert "4 telefonnummer har fått tillbaka sin nolla" in text
    wrong = maria.lines("section[aria-labelledby=fel] tbody tr")
    assert (await wrong.inner_text()).split()[:2] == ["9", "E-post"]
    await maria.picture("term-import")

    await maria.press("Läs in 5 rader")
    assert "Listan är inläst" in await maria.text()


async def test_an_audience_is_counted_before_it_is_stored(maria):
    await maria.press("Personer")
    await maria.press("Målgrupper")
    await maria.press("Lägg till en målgrupp")
    await maria.fill("name", "Rektorer i Örebro län")
    await maria.fill("roles", "rektor")
    await maria.tick("Örebro län")
    await maria.press("Räkna")
    assert "Regeln hittar 4 personer" in await maria.text()
    await maria.picture("term-audience")

    await maria.press("Lägg till en målgrupp")
    rows = maria.lines("main table").last.locator("tbody tr")
    assert [(await row.inner_text()).split("\t")[0] for row in await rows.all()] == [
        "Anna Ek", "Bo Falk", "Cia Gran", "Dag Hed",
    ]  # fmt: skip


async def test_last_terms_cohort_is_given_the_audience(maria):
    await maria.press("Omgångar")
    await maria.press("Första omgången", within="main")
    await maria.press("Välj vilka som bjuds in")
    await maria.choose("audience_id", "Rektorer i Örebro län")
    await maria.press("Lägg till inbjudan")

    assert await maria.lines("tbody tr").count() == 1


async def test_last_terms_cohort_is_copied_previewed_and_invited_to_with_at_most_12_presses(prov, maria):
    await maria.open(ADMIN)
    maria.presses = 0
    await maria.press("Omgångar")
    await maria.press("Första omgången", within="main")
    await maria.press("Kopiera till nästa termin")
    assert await maria.page.locator("[name=first_session_on]").input_value() == str(today())
    await maria.fill("name", "Andra omgången")
    await maria.picture("term-copy")
    await maria.press("Kopiera omgången")
    assert "Omgången är kopierad" in await maria.text()
    await maria.press("Öppna anmälan")
    await maria.press("Öppna anmälan", within="form")
    await maria.press("Bjud in")
    text = await maria.text()
    assert "4 får mejl med en personlig länk." in text
    assert "Till anna.ek@nora.example Ämne Inbjudan:" in text
    await maria.picture("term-invite")
    assert await prov.mailbox.total() == 0
    await maria.press("Bjud in 4 personer")

    assert maria.presses <= 12
    for address in (ANNA, BO, CIA, DAG):
        mail = await mail_to(prov, address, "invitation")
        assert "Lärträff" in mail.text
    await prov.settled()
    assert await prov.mailbox.total() == 4
    assert "https://meet.example/forra" not in str(
        await prov.all("/sessions", cohort_id=maria.page.url.split("/")[-1].partition("?")[0])
    )


async def test_the_silent_are_reminded_with_at_most_3_presses(prov, maria):
    for address, answer in ((ANNA, "yes"), (BO, "yes"), (CIA, "no")):
        link = (await mail_to(prov, address, "invitation")).link("i")
        form = {"answer": answer}
        if answer == "yes":
            page = await prov.web.get(link)
            form["session_ids"] = [part[:36] for part in page.text.split('name="session_ids" value="')[1:]]
        assert (await prov.web.post(link, data=form)).status_code == 303
    await prov.settled()

    await maria.open(ADMIN)
    maria.presses = 0
    await maria.press("Påminn en", within="main")
    assert "Påminnelse om svar" in await maria.text()
    await maria.press("Påminn", within="main form")

    assert maria.presses <= 3
    await prov.settled()
    mail = await mail_to(prov, DAG, "invitation_reminder")
    assert "vi har inte fått ditt svar" in " ".join(mail.text.split())
    assert sum(each.kind == "invitation_reminder" for each in await prov.mailbox.all()) == 1


async def test_a_date_is_moved_with_at_most_6_presses_and_only_after_it_was_seen(prov, maria):
    before = await prov.mailbox.total()
    [entry] = [mail for mail in await prov.mailbox.to(ANNA, "calendar") if "Lärträff" in mail.subject]
    day = today() + timedelta(weeks=3, days=1)
    await maria.open(ADMIN)
    maria.presses = 0
    await maria.press("Lärträff", within="main")
    await maria.press("Ändra eller flytta")
    await maria.fill("day", str(day))
    await maria.press("Spara träffen")
    text = await maria.text()
    assert "Från och till" in text
    assert "Vem får veta" in text
    await prov.settled()
    assert await prov.mailbox.total() == before
    await maria.picture("term-move")
    await maria.press("Flytta och skicka 3 mejl")

    assert maria.presses <= 6
    await prov.settled()
    for address in (ANNA, BO):
        [update] = await prov.mailbox.to(address, "update")
        read = read_with_vobject(update.calendar)
        assert read == read_with_libical(update.calendar)
        assert times.local(read.start) == times.local(times.instant(day, time(13)))
        if address == ANNA:
            assert read.uid == entry.calendar_value("UID")
            assert read.sequence > int(entry.calendar_value("SEQUENCE") or 0)
    assert await prov.mailbox.to(CIA, "update") == []


async def test_attendance_is_taken_on_a_phone_at_the_door(maria):
    await maria.open(ADMIN)
    await maria.as_wide_as(PHONE)
    await maria.press("Uppstart", within="main")
    await maria.press("Närvaro")
    assert await maria.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    person = maria.lines("ul.roll li").filter(has_text="Anna Ek")
    await person.locator("label").filter(has_text="Kom").click()
    await maria.picture("term-door")
    await maria.press("Spara", within="ul.roll ~ .savebar")

    assert "1 av 2 har kommit" in await maria.text()
    await maria.as_wide_as()


async def test_the_list_of_those_who_come_leaves_as_a_workbook(maria):
    await maria.press("Andra omgången", within="main")
    await maria.picture("term-cohort")
    book = openpyxl.load_workbook(io.BytesIO(await maria.download("Hämta som Excel")))

    rows = list(book.active.values)
    assert {str(row[0]) for row in rows} >= {"Anna Ek", "Bo Falk", "Cia Gran", "Dag Hed"}
