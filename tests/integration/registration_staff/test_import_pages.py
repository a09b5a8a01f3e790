"""A list of people is sent, looked over row by row, stored, and taken back, all without a script."""

import asyncio
import io
import zipfile
from datetime import timedelta

import pytest

from services.registration.store.directory import kept_sheets
from services.registration.store.outgoing import events
from shared import ids
from tests.support.pages.staff import browser, let_in, sign_in, signed_in
from tests.support.registration import an_organiser

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/personer/las-in"
LIST = (
    "Namn;Befattning;Kommun;E-postadress\r\n"
    "Björk, Anders;skolchef;Lekeberg;anders.bjork@lekeberg.example\r\n"
    "Wallin, Sara;rektor;Nora;sara.wallin@nora.example\r\n"
    "Vik, Petra;rektor;Nora;petra.vik.nora.example\r\n"
    "Ek, Anna;rektor;Nora;anna.annan@nora.example\r\n"
).encode("windows-1252")


async def send(staff, data: bytes, name="lista.csv") -> str:
    return await staff.post(HERE, files={"fil": (name, data), "rader": (None, "")})


async def refused(staff, data: bytes, name="lista.csv"):
    page = staff._page(await staff.client.post(HERE, files={"fil": (name, data)}), 422, checked=True)
    assert page.title.startswith("Fel: ")
    return page.mistakes()


async def people(site) -> list[str]:
    return [
        row["name"] for row in await site.organiser.pool.fetch("select name from person order by name_sort")
    ]


async def test_a_list_is_looked_over_stored_and_taken_back(staff, site):
    await site.organiser.person("Anna Ek")
    before = await people(site)

    path = await send(staff, LIST)
    page = await staff.get(path)

    assert await people(site) == before
    assert "lista.csv, 4 rader. Inget är sparat än." in page.text
    assert page.value("k-A") is not None
    assert [part.text for part in page.root.all("h2")][2:] == ["1 fel", "1 tveksam", "2 nya"]
    wrong = page.root.one("section", **{"aria-labelledby": "fel"}).one("tbody").all("tr")
    assert [row.all("th")[0].text for row in wrong] == ["4"]
    assert "Läs in 2 rader" in page.buttons()

    stored = await staff.post(path, {"gor": "las-in"})
    assert stored.endswith("om=inlast")
    assert await people(site) == ["Anders Björk", "Anna Ek", "Sara Wallin"]
    assert await site.organiser.pool.fetchval("select data from kept_sheet") == b""
    # Pressed again, or gone back to: the same import, and nothing new.
    assert await staff.post(path, {"gor": "las-in"}) == stored
    assert (await staff.client.get(path)).headers["location"] == stored
    assert await site.organiser.pool.fetchval("select count(*) from people_import") == 1

    page = await staff.get(stored)
    assert "coordinator@ruc.example" in page.text
    assert await staff.post(page.root.one("main").one("form")["action"])
    assert await people(site) == before
    page = await staff.get(stored.partition("?")[0])
    assert "Ångrad" in page.text
    assert page.buttons() == []
    assert "lista.csv" in (await staff.get("/admin/ruc/personer/inlasningar")).text


async def test_a_list_is_read_once_unless_it_is_too_large_to_be_kept_as_it_was_read(staff, site, monkeypatch):
    small = await send(staff, LIST)
    monkeypatch.setattr(kept_sheets, "_MOST_CONTENT", 10)
    large = await send(staff, LIST)
    shown = (await staff.get(small)).text

    assert (await staff.get(large)).text == shown
    await site.organiser.pool.execute("update kept_sheet set data = 'nothing' where content is not null")
    assert (await staff.get(small)).text == shown
    await staff.post(small, {"gor": "las-in"})
    assert await people(site) == ["Anders Björk", "Anna Ek", "Sara Wallin"]
    assert (
        await site.organiser.pool.fetchval("select count(*) from kept_sheet where content is not null") == 0
    )


async def test_two_presses_at_once_store_a_list_once(staff, site):
    path = await send(staff, LIST)

    leads_to = await asyncio.gather(*(staff.post(path, {"gor": "las-in"}) for _ in range(3)))

    assert len(set(leads_to)) == 1
    assert await site.organiser.pool.fetchval("select count(*) from people_import") == 1


async def test_a_list_whose_storing_is_cut_off_is_there_to_be_stored_again(staff, site, monkeypatch):
    path = await send(staff, LIST)
    before = await people(site)

    async def cut_off(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(events, "tell_people", cut_off)
        assert (await staff.client.post(path, data={"gor": "las-in"})).status_code == 500
    assert await people(site) == before

    await staff.post(path, {"gor": "las-in"})

    assert len(await people(site)) == len(before) + 3


async def test_doubtful_rows_are_taken_where_staff_say_so(staff, site):
    await site.organiser.person("Anna Ek")
    path = await send(staff, LIST)

    page = staff._page(
        await staff.client.post(path, data={"gor": "granska", "tveksamma": "med"}), 200, checked=True
    )
    assert "Läs in 3 rader" in page.buttons()
    await staff.post(path, {"gor": "las-in", "tveksamma": "med"})

    assert (await people(site)).count("Anna Ek") == 2


async def test_columns_are_chosen_and_remembered(staff, site):
    odd = b"Vem;Var\r\nAnna Ek;anna@nora.example\r\nBo Ek;bo@nora.example\r\n"
    path = await send(staff, odd)
    twice = await staff.refused(path, {"gor": "las-in", "k-A": "email", "k-B": "email"})
    assert list(twice.mistakes()) == ["k-B"]

    await staff.post(path, {"gor": "las-in", "k-A": "name", "k-B": "email"})
    again = await staff.get(await send(staff, odd))

    assert await people(site) == ["Anna Ek", "Bo Ek"]
    assert "Som förra gången" in again.text
    assert "Det finns inget att läsa in" in again.text


async def test_a_list_without_addresses_asks_which_column_it_is(staff):
    path = await send(staff, b"Namn;Skola\r\nAnna Ek;Nora\r\n")

    page = staff._page(await staff.client.get(path), 422, checked=True)

    assert "Välj vilken det är" in page.text
    assert not any(text.startswith("Läs in") for text in page.buttons())


async def test_pasted_lines_are_a_list(staff, site):
    lines = "Anna Ek <anna@nora.example>; Bo Ek <bo@nora.example>"
    path = await staff.post(HERE, files={"fil": ("", b""), "rader": (None, lines)})
    assert "Inklistrade rader" in (await staff.get(path)).text
    await staff.post(path, {"gor": "las-in"})
    assert await people(site) == ["Anna Ek", "Bo Ek"]


async def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(staff, site):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 300_000_000)

    assert "Välj en fil" in (await refused(staff, b""))["fil"]
    assert "CSV-fil eller en Excel-fil" in (await refused(staff, b"%PDF-1.7\n%\x80\x81", "lista.pdf"))["fil"]
    assert "högst 10 MB" in (await refused(staff, b"a;b\r\n" * 2_100_000))["fil"]
    assert (await refused(staff, bomb.getvalue(), "lista.xlsx"))["fil"]
    assert (await staff.client.post(HERE, data={"rader": "x"})).status_code == 422
    assert await site.organiser.pool.fetchval("select count(*) from kept_sheet") == 0


async def test_ten_thousand_bad_rows_are_counted_and_the_first_are_shown(staff):
    rows = "".join(f"Person {n};ingen adress\r\n" for n in range(10_000))
    page = await staff.get(await send(staff, f"Namn;E-post\r\nAnna Ek;anna@nora.example\r\n{rows}".encode()))
    assert "10 000 fel" in page.text
    assert "Läs in 1 rad" in page.buttons()


async def test_protected_people_are_masked_in_the_preview(staff):
    data = b"Namn;E-post;Skyddad identitet\r\nHemlig Ek;hemlig@nora.example;ja\r\n"
    page = await staff.get(await send(staff, data))
    assert "Hemlig" not in page.raw
    assert "Läs in 1 rad" in page.buttons()


async def test_a_list_belongs_to_whoever_sent_it_and_is_kept_two_hours(staff, site, clock):
    path = await send(staff, LIST)
    async with browser(site) as other:
        await let_in(site.organiser.pool, site.organiser, "annan@ruc.example")
        await sign_in(other, "annan@ruc.example")
        assert (await other.client.get(path)).status_code == 404
        assert (await other.client.post(path, data={"gor": "las-in"})).status_code == 404
    clock.now += timedelta(minutes=30)
    for _ in range(3):
        await send(staff, LIST)
    assert (await staff.client.get(path)).status_code == 404


async def test_a_viewer_sees_what_was_read_in_and_changes_nothing(site):
    async with signed_in(site, "viewer") as viewer:
        assert (await viewer.client.get(HERE)).status_code == 403
        assert (await viewer.client.post(HERE, files={"fil": ("l.csv", LIST)})).status_code == 403
        assert "Ingen lista är inläst än" in (await viewer.get("/admin/ruc/personer/inlasningar")).text


async def test_another_organisers_list_is_not_there(staff, site):
    other = await an_organiser(site.organiser.pool, "lund")
    await other.pool.execute(
        """insert into people_import (organiser_id, id, at, actor_kind, mapping, counts)
           values ($1, $2, now(), 'command', '{}', '{}')""", other.organiser_id, found := ids.new()
    )  # fmt: skip
    for path in (f"/admin/ruc/personer/inlasningar/{found}", f"{HERE}/{ids.new()}"):
        assert (await staff.client.get(path)).status_code == 404
    assert (await staff.client.post(f"/admin/ruc/personer/inlasningar/{found}/angra")).status_code == 404


async def test_new_organisations_are_shown_with_what_they_belong_to(staff, site):
    rows = (
        "Namn;E-post;Skola;Tillhör",
        "Anna Ek;anna@x.example;Ekskolan;Bildning",
        "Bo Al;bo@x.example;Bildning;",
        "Cia By;cia@x.example;Byskolan;Finns inte",
        "Dan Cem;dan@x.example;Cemskolan;Cemskolan",
    )
    path = await send(staff, "\r\n".join(rows).encode())
    page = await staff.get(path)

    [chosen] = [
        one["value"]
        for one in page.root.one("select", name="k-D").all("option")
        if "selected" in one.attributes
    ]
    assert chosen == "parent"
    shown = page.root.one("section", **{"aria-labelledby": "nya-organisationer"})
    assert "2 nya organisationer" in page.text
    assert ["".join(row.text.split()) for row in shown.one("tbody").all("tr")] == [
        "EkskolanBildning",
        "Bildningingenannan",
    ]
    assert "tillhör varandra i en ring" in page.text
    assert "finns varken här eller i listan" in page.text
    assert "Belongs to" in (await staff.get(f"{path}?lang=en")).text

    stored = await staff.post(path, {"gor": "las-in", "k-D": "parent", "k-A": "name", "k-B": "email", "k-C": "organisation", "tveksamma": "med"})  # fmt: skip
    above = "select o.name, p.name from organisation o left join organisation p on p.id = o.parent_id order by o.name"
    found = [tuple(row.values()) for row in await site.organiser.pool.fetch(above)]
    assert {("Bildning", None), ("Byskolan", None), ("Ekskolan", "Bildning")} <= set(found)
    assert "Cemskolan" not in {name for name, _ in found}
    assert stored.endswith("om=inlast")
