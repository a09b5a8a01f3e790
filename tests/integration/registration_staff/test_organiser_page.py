"""The list of all pages, and what the organiser is called and looks like."""

import msgspec
import pytest

from services.registration.web.admin.organiser.logo import posted_file
from tests.support.pages.staff import signed_in
from tests.support.pages.staff_cohort import fields_of
from tests.support.pictures import png

pytestmark = pytest.mark.usefixtures("clock")
HERE = "/admin/ruc/mer/arrangor"


async def upload(admin, content: bytes):
    return await admin.client.post(f"{HERE}/logga", files={"logo": ("logga.png", content, "image/png")})


async def version(admin) -> str:
    return (await admin.get(HERE)).root.one("input", name="version")["value"]


@pytest.mark.parametrize(("role", "sees_staff"), [("admin", True), ("coordinator", False), ("viewer", False)])
async def test_the_list_of_pages_leads_to_what_the_role_may_open(site, role, sees_staff):
    async with signed_in(site, role) as browser:
        page = await browser.get("/admin/ruc/mer")
    assert page.h1 == "Mer"
    assert ("/admin/ruc/medarbetare" in page.hrefs()) is sees_staff
    assert "/admin/ruc/forfragningar" in page.hrefs()


async def test_names_and_colour_are_changed_and_a_light_colour_is_darkened(admin):
    form = {
        "name": "Lunds universitet",
        "short_name": "LU",
        "accent": "FFCC00",
        "version": await version(admin),
    }

    assert await admin.post(HERE, form) == f"{HERE}?om=sparat"

    page = await admin.get(HERE)
    assert (page.value("name"), page.value("short_name"), page.value("accent")) == (
        "Lunds universitet", "LU", "#ffcc00",
    )  # fmt: skip
    assert "för ljus för vit text" in page.text
    await admin.post(HERE, {**form, "accent": "#005a8c", "version": await version(admin)})
    assert "för ljus" not in (await admin.get(HERE)).text


async def test_everything_that_is_wrong_is_said_and_kept(admin):
    page = await admin.refused(
        HERE, {"name": "", "short_name": "x" * 41, "accent": "blå", "version": await version(admin)}
    )

    assert sorted(page.mistakes()) == ["accent", "name", "short_name"]
    assert page.value("accent") == "blå"


async def test_the_second_editor_is_told_what_the_first_saved_and_keeps_the_text(admin):
    old = await version(admin)
    await admin.post(HERE, {"name": "Det första", "short_name": "", "accent": "", "version": old})

    page = await admin.refused(
        HERE, {"name": "Det andra", "short_name": "", "accent": "", "version": old}, expect=409
    )

    assert list(page.mistakes()) == ["name"]
    assert "Det första" in page.mistakes()["name"]
    assert page.value("name") == "Det andra"
    await admin.post(
        HERE,
        {
            "name": "Det andra",
            "short_name": "",
            "accent": "",
            "version": page.root.one("input", name="version")["value"],
        },
    )


async def test_a_logo_is_stored_shown_and_removed(admin):
    assert (await upload(admin, png())).headers["location"] == f"{HERE}?om=logga"

    shown = (await admin.get(HERE)).root.one("img")
    assert (shown["width"], shown["height"]) == ("120", "40")
    assert (await admin.client.get(shown["src"])).headers["content-type"] == "image/png"

    await admin.post(f"{HERE}/logga/bort")
    assert (await admin.get(HERE)).root.all("img") == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Välj en bild först."),
        (b"MZ not a picture", "Filen är ingen bild"),
        (b"x" * 200_001, "Bilden är för stor: högst 200 kB."),
        (png(2, 2), "Bilden ska vara 16–2 000 bildpunkter"),
    ],
    ids=["nothing", "no picture", "heavy", "small"],
)
async def test_a_file_that_is_no_logo_is_refused_in_words(admin, content, says):
    page = admin._page(await upload(admin, content), 422, checked=True)

    assert page.mistakes()["logo"].startswith(says)


@pytest.mark.parametrize("line", [b"\r\n", b"\r", b"\n", b"--x\r\n"])
def test_a_posted_file_keeps_its_bytes(line):
    content = b"\x89PNG" + line + b"\x00\xff" + line
    body = (
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n' + content + b"\r\n--b--\r\n"
    )

    assert posted_file('multipart/form-data; boundary="b"', body) == content
    assert posted_file("multipart/form-data; boundary=b", body) == content
    assert posted_file("application/x-www-form-urlencoded", body) == b""


async def test_mail_is_from_an_address_only_in_a_domain_that_the_operator_allows(site, admin):
    here = "/admin/ruc/mer/mejl"
    page = await admin.get(f"{here}/avsandare")
    assert "tillåter ingen egen adress" in page.text
    assert "sender_address" not in fields_of(page)

    services = site.app.services
    services.settings = msgspec.structs.replace(
        services.settings, sender_domains="Region.example, kommun.example"
    )
    form = fields_of(await admin.get(f"{here}/avsandare"))
    page = await admin.refused(
        f"{here}/avsandare", form | {"sender_name": "www.ruc.example", "sender_address": "ruc@annan.example"}
    )
    assert sorted(page.mistakes()) == ["sender_address", "sender_name"]
    assert page.value("sender_address") == "ruc@annan.example"
    await admin.post(
        f"{here}/avsandare", form | {"sender_name": "RUC", "sender_address": "ruc@region.example"}
    )
    assert "RUC, ruc@region.example" in (await admin.get(here)).text
