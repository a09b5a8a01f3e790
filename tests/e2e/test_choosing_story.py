"""Choosing among sessions on a whole installation: Helsingborg's year, with times, with dates only, with terms only.

The tests run in order and each continues where the previous one ended.
"""

import re
from datetime import UTC, date, datetime

import asyncpg
import pytest

from shared import times
from tests.support.calendar_readers import read_with_libical, read_with_vobject
from tests.support.installation import SCENARIOS, Installation, weeks_ahead
from tests.support.waiting import until

MEMBERS = [f"medlem{number:02}@skolforvaltningen.example" for number in range(1, 12)]
SECRETARY = "sekreterare@skolforvaltningen.example"
RUT, SIV, TOR, ULF = (f"rektor{number}@skolforvaltningen.example" for number in (1, 2, 3, 4))
CHOICE = "choice_lhu-seminarier"
HOST = "/skol-och-fritidsforvaltningen"


@pytest.fixture(scope="module")
async def helsingborg(tmp_path_factory):
    running = Installation(
        tmp_path_factory.mktemp("helsingborg") / "d",
        "--scenario", str(SCENARIOS / "helsingborg-2019.toml"), "--starting", str(weeks_ahead(3)), "--invite",
        environ={"KALLELSE_PERIODIC_SECONDS": "1"},
    )  # fmt: skip
    await running.start()
    await running.settled()
    yield running
    await running.stop()


@pytest.fixture(scope="module")
async def sessions(helsingborg):
    """The sessions by title."""
    return {session["title"]: session for session in await helsingborg.all("/sessions")}


@pytest.fixture(scope="module")
def day(sessions):
    return next(session for title, session in sessions.items() if title.startswith("Lärande för hållbar"))


def entry(mail):
    """The calendar message of a mail, on which two independent readers agree."""
    by_vobject, by_libical = read_with_vobject(mail.calendar), read_with_libical(mail.calendar)
    assert by_vobject == by_libical
    return by_vobject


async def entries(helsingborg, address):
    """The starts of the entries that the mails have left in a person's calendar."""
    start_by_uid = {}
    for mail in await helsingborg.mailbox.to(address):
        if mail.calendar is None:
            continue
        found = entry(mail)
        if found.method == "CANCEL":
            del start_by_uid[found.uid]
        else:
            start_by_uid[found.uid] = found.start
    return sorted(start_by_uid.values(), key=str)


async def answer(helsingborg, address, *, expect=303, **data):
    """Accepts the invitation on its page; returns the link to my page, or the text of a refusal."""
    [mail] = await helsingborg.mailbox.to(address, "invitation")
    done = await helsingborg.web.post(mail.link("i"), data={"answer": "yes", **data})
    assert done.status_code == expect
    return done.headers["location"].partition("?")[0] if expect == 303 else done.text


async def test_a_summons_puts_known_times_and_otherwise_whole_days_in_the_calendar(helsingborg, sessions):
    meeting = sessions["Helsingborgs stads skolors ledningsgrupp"]
    starts = datetime.fromisoformat(meeting["starts_at"]).astimezone(UTC)
    assert (times.local(starts).hour, meeting["place"]) == (12, "Jupiter")
    called = [
        session
        for session in sessions.values()
        if session["cohort_id"] == meeting["cohort_id"] and session is not meeting
    ]
    assert [session["starts_at"] for session in called] == [None] * 4
    days = [date.fromisoformat(session["date"]) for session in called]

    for address in (*MEMBERS, SECRETARY):
        assert await entries(helsingborg, address) == sorted([starts, *days], key=str)
        assert len(await helsingborg.mailbox.to(address, "invitation")) == 1


async def test_the_invitation_shows_the_seats_left_in_parallel_sessions_and_preselects_none(helsingborg, day):
    [mail] = await helsingborg.mailbox.to(RUT, "invitation")
    assert mail.calendar is None

    page = (await helsingborg.web.get(mail.link("i"))).text

    assert page.count(f'type="radio" name="{CHOICE}"') == 5
    assert not re.search(rf'name="{CHOICE}"[^>]*checked', page)
    assert page.count("20 platser kvar") == 4
    assert "Inget av passen" in page
    assert f'value="{day["id"]}" checked' in page
    assert "tid meddelas senare" in page
    assert "Rektorsnätverk" not in page  # nobody is invited to a session with only a term


async def test_an_answer_without_a_choice_of_parallel_session_is_refused_and_not_stored(helsingborg, day):
    page = await answer(helsingborg, RUT, session_ids=day["id"], expect=422)

    assert "Välj ett av passen som går samtidigt, eller Inget av passen" in page
    assert [
        registration["status"]
        for registration in await helsingborg.all("/registrations", cohort_id=day["cohort_id"])
    ] == []


async def test_the_chosen_parallel_session_is_in_the_confirmation_and_the_calendar(
    helsingborg, sessions, day
):
    second = sessions["Seminarium 2"]
    await answer(helsingborg, RUT, session_ids=day["id"], **{CHOICE: second["id"]})
    await answer(helsingborg, SIV, session_ids=day["id"], **{CHOICE: "none"})
    await helsingborg.settled()

    [confirmation] = await helsingborg.mailbox.to(RUT, "confirmation")
    assert "Seminarium 2" in confirmation.text
    assert "Seminarium 1" not in confirmation.text
    on = date.fromisoformat(day["date"])
    assert await entries(helsingborg, RUT) == [on, on]
    assert await entries(helsingborg, SIV) == [on]
    left = {
        title: session["seats_left"]
        for title, session in (await _sessions(helsingborg)).items()
        if "Semin" in title
    }
    assert left == {"Seminarium 1": 20, "Seminarium 2": 19, "Seminarium 3": 20, "Seminarium 4": 20}


async def test_a_change_of_parallel_session_on_my_page_changes_the_calendar(helsingborg, sessions, day):
    [confirmation] = await helsingborg.mailbox.to(RUT, "confirmation")
    my_page = confirmation.link("r")
    assert "Byt hit" in (await helsingborg.web.get(my_page)).text

    assert (
        await helsingborg.web.post(my_page, data={"take": sessions["Seminarium 3"]["id"]})
    ).status_code == 303
    await helsingborg.settled()

    [withdrawal] = await helsingborg.mailbox.to(RUT, "withdrawal")
    assert entry(withdrawal).method == "CANCEL"
    assert "Seminarium 2" in withdrawal.text
    assert len(await entries(helsingborg, RUT)) == 2
    seats = (await helsingborg.all("/registrations", cohort_id=day["cohort_id"]))[0]["seats"]
    assert {seat["session_id"] for seat in seats if seat["status"] == "confirmed"} == {
        day["id"],
        sessions["Seminarium 3"]["id"],
    }


async def test_the_waiting_list_of_a_full_session_explains_itself_and_the_first_is_promoted(
    helsingborg, sessions, day
):
    last = sessions["Seminarium 4"]
    await helsingborg.api.patch(f"/sessions/{last['id']}", json={"capacity": 1})
    tors = await answer(helsingborg, TOR, session_ids=day["id"], **{CHOICE: last["id"]})
    ulfs = await answer(helsingborg, ULF, session_ids=day["id"], **{CHOICE: last["id"]})
    page = (await helsingborg.web.get(ulfs)).text
    assert "Väntelista, reservplats 1" in page
    assert "Den som har väntat längst får plats först." in page
    await helsingborg.settled()
    [confirmation] = await helsingborg.mailbox.to(ULF, "confirmation")
    assert "Seminarium 4 är full" in confirmation.text

    await helsingborg.web.post(tors, data={"withdraw": last["id"]})
    await helsingborg.settled()

    [promoted] = await helsingborg.mailbox.to(ULF, "promoted")
    assert entry(promoted).start == date.fromisoformat(last["date"])
    assert await helsingborg.mailbox.to(ULF, "offer") == []


async def test_a_seat_in_a_session_with_only_a_term_is_confirmed_without_a_calendar_entry(
    helsingborg, sessions
):
    network = sessions["Rektorsnätverk"]
    assert (network["date"], network["starts_at"]) == (None, None)
    done = await helsingborg.api.post(
        "/registrations",
        json={
            "cohort_id": network["cohort_id"],
            "person": {"name": "Vera Vik", "email": "vera@skola.example"},
            "session_ids": [network["id"]],
        },
    )
    assert done.status_code == 201
    await helsingborg.settled()

    [confirmation] = await helsingborg.mailbox.to("vera@skola.example")
    assert (confirmation.kind, confirmation.calendar) == ("confirmation", None)
    assert "datum meddelas senare" in confirmation.text.casefold()
    assert network["term"][2:] in confirmation.text  # the year of its term


async def test_the_public_page_lists_sessions_that_have_only_a_term(helsingborg, sessions):
    cohort = (await helsingborg.api.get(f"/cohorts/{sessions['Rektorsnätverk']['cohort_id']}")).json()

    page = (await helsingborg.web.get(f"{HOST}/{cohort['slug']}")).text

    for title in ("Rektorsnätverk", "Utvecklingsgrupper", "Lärarnas skolutvecklingskonferens"):
        assert title in page


@pytest.fixture(scope="module")
async def evening(helsingborg):
    """A session with one seat in an open cohort, for which three people have registered in this order."""
    programme = (
        await helsingborg.api.post("/programmes", json={"title": "Öppen kväll", "registration": "open"})
    ).json()["id"]
    cohort = (
        await helsingborg.api.post(
            "/cohorts", json={"programme_id": programme, "name": "Kvällen", "capacity": 1}
        )
    ).json()
    starts = times.instant(
        weeks_ahead(6),
        times.local(datetime.now(UTC)).time().replace(hour=18, minute=0, second=0, microsecond=0),
    )
    session = (
        await helsingborg.api.post(
            "/sessions",
            json={"cohort_id": cohort["id"], "title": "Kväll om läsning", "starts_at": starts.isoformat()},
        )
    ).json()
    await helsingborg.api.post(f"/cohorts/{cohort['id']}/publish")
    for name in ("Adam", "Berit", "Cilla"):
        form = {"name": f"{name} Ek", "email": f"{name.lower()}@skola.example", "session_ids": session["id"]}
        done = await helsingborg.web.post(f"{HOST}/{cohort['slug']}", data=form)
        assert done.status_code == 303
    await helsingborg.settled()
    return session


async def test_the_waiting_list_mail_of_an_open_cohort_says_that_seats_are_offered_by_mail(
    helsingborg, evening
):
    [mail] = await helsingborg.mailbox.to("berit@skola.example")

    assert mail.kind == "waiting"
    assert evening["title"] in mail.text
    words = " ".join(mail.text.split())
    assert "som nummer 1" in words
    assert "När det är din tur mejlar vi dig. I mejlet står hur länge vi håller platsen." in words
    assert "Den som har väntat längst får plats först." in words


async def test_an_offer_of_a_freed_seat_is_mailed_and_survives_a_restart(helsingborg, evening):
    [mail] = await helsingborg.mailbox.to("adam@skola.example", "confirmation")
    await helsingborg.web.post(mail.link("r"), data={"withdraw": "all"})
    await helsingborg.settled()
    [offer] = await helsingborg.mailbox.to("berit@skola.example", "offer")
    until_when = re.search(r"till (\w+ \d+ \w+)\s+kl\.\s+[\d.]+", offer.text)
    assert until_when
    assert not {"lördag", "söndag"} & set(until_when[1].split())

    await helsingborg.stop()
    await helsingborg.start()
    await helsingborg.ready()

    page = (await helsingborg.web.get(_path(offer.link("r")))).text
    assert "Vi håller en plats åt dig" in page
    seats = (await helsingborg.api.get(f"/sessions/{evening['id']}/seats")).json()["items"]
    assert {seat["name"]: seat["status"] for seat in seats} == {
        "Adam Ek": "withdrawn", "Berit Ek": "waiting", "Cilla Ek": "waiting",
    }  # fmt: skip
    assert await helsingborg.mailbox.to("cilla@skola.example", "offer") == []


async def test_an_expired_offer_goes_to_the_next_in_line_and_both_are_mailed(helsingborg, evening):
    conn = await asyncpg.connect(helsingborg.run["database_url"])
    await conn.execute(
        "update registration.seat set offered_at = now() - interval '2 days', offered_until = now() - interval '1 second'"
        " where session_id = $1 and offered_until is not null",
        evening["id"],
    )
    await conn.execute(
        "update registration.chore set done_at = now() - interval '1 hour' where name = 'offers.expire'"
    )
    await conn.close()

    async def cilla_is_asked():
        return await helsingborg.mailbox.to("cilla@skola.example", "offer")

    await until(cilla_is_asked, seconds=60)
    await helsingborg.settled()

    [over] = await helsingborg.mailbox.to("berit@skola.example", "withdrawal")
    assert over.subject.startswith("Erbjudandet har gått ut: Kväll om läsning")


async def test_an_accepted_offer_gives_the_seat_and_a_calendar_entry(helsingborg, evening):
    [offer] = await helsingborg.mailbox.to("cilla@skola.example", "offer")
    my_page = _path(offer.link("r"))

    for _ in range(2):
        assert (await helsingborg.web.post(my_page, data={"accept": evening["id"]})).status_code == 303
    await helsingborg.settled()

    [promoted] = await helsingborg.mailbox.to("cilla@skola.example", "promoted")
    assert entry(promoted).start == datetime.fromisoformat(evening["starts_at"]).astimezone(UTC)
    session = (await _sessions(helsingborg))[evening["title"]]
    assert session["seats_left"] == 0


async def test_the_check_finds_no_broken_invariant(helsingborg):
    code, output = await helsingborg.kallelse("check")

    assert code == 0, output
    assert "no offer of a seat past its time" in output


async def _sessions(helsingborg):
    return {session["title"]: session for session in await helsingborg.all("/sessions")}


def _path(link: str) -> str:
    """The path of a link: after a restart the installation listens on another port."""
    return "/" + link.split("/", 3)[3]
