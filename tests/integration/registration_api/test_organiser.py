"""The name, colour and logo of an organiser: only an admin changes them, and the change is visible at once."""

import msgspec
import pytest

from services.registration.domain.picture import make_logo
from shared import events
from shared.send_hours import SendHours
from tests.support.api import BASE_URL
from tests.support.pictures import bomb, jpeg, png, webp

_DECODER = msgspec.json.Decoder(events.Event)


async def organiser_events(api):
    rows = await api.pool.fetch("select payload from outbox where kind = 'organiser' order by seq")
    return [_DECODER.decode(row["payload"]) for row in rows]


def a_browser(api):
    """A client without a token, like a browser."""
    client = api.bare()
    client.base_url = BASE_URL
    return client


async def test_a_changed_name_and_colour_of_the_organiser_are_sent_to_notify(api, admin):
    before = (await admin.get("/organiser")).json()
    assert (before["slug"], before["name"], before["accent"], before["logo"]) == ("prov", "Prov", None, None)

    answer = await admin.patch(
        "/organiser", json={"name": "Regionalt utvecklingscentrum", "short_name": "RUC", "accent": "#0B5563"}
    )

    assert answer.status_code == 200
    assert answer.json() == before | {
        "name": "Regionalt utvecklingscentrum", "short_name": "RUC", "accent": "#0B5563", "accent_shown": "#0b5563",
        "version": before["version"] + 1,
    }  # fmt: skip
    last = (await organiser_events(api))[-1]
    assert (last.name, last.short_name, last.accent, last.version) == (
        "Regionalt utvecklingscentrum", "RUC", "#0B5563", before["version"] + 1,
    )  # fmt: skip
    assert (await admin.patch("/organiser", json={"short_name": None})).json()["short_name"] is None


async def test_an_organiser_colour_too_light_for_white_text_is_shown_darkened(admin):
    answer = (await admin.patch("/organiser", json={"accent": "#ffd500"})).json()

    assert answer["accent"] == "#ffd500"
    assert answer["accent_shown"] < "#ffd500"
    red, green, blue = (int(answer["accent_shown"][at : at + 2], 16) / 255 for at in (1, 3, 5))
    light = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (red, green, blue)
    ]
    assert 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05) >= 4.5


async def test_every_error_in_a_change_of_the_organiser_is_reported_at_once(admin):
    answer = await admin.patch("/organiser", json={"name": " ", "accent": "red", "slug": "annan"})

    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"/name", "/accent", "/slug"}


async def test_a_change_of_the_organiser_with_another_version_is_refused_with_the_current_one(admin):
    current = (await admin.get("/organiser")).json()
    answer = await admin.patch("/organiser", json={"name": "Ny", "version": current["version"] + 1})

    assert answer.status_code == 409
    assert answer.json()["current"] == current


async def test_only_an_admin_can_change_the_organiser_and_every_role_can_read_it(api, admin):
    for role in ("viewer", "coordinator"):
        client = await api.client(role)
        assert (await client.get("/organiser")).status_code == 200
        assert (await client.patch("/organiser", json={"name": "Nej"})).status_code == 403
        assert (await client.put("/organiser/logo", content=png())).status_code == 403
        assert (await client.delete("/organiser/logo")).status_code == 403
    assert (await admin.get("/organiser")).json()["name"] == "Prov"


@pytest.mark.parametrize("data", [png(), jpeg(), webp()], ids=["png", "jpeg", "webp"])
async def test_a_logo_is_served_as_a_png_under_an_address_with_its_hash(api, admin, data):
    answer = await admin.put("/organiser/logo", content=data, headers={"content-type": "text/html"})

    assert answer.status_code == 200
    logo = answer.json()["logo"]
    assert (logo["width"], logo["height"]) == (120, 40)
    async with a_browser(api) as browser:
        found = await browser.get(logo["url"])
        assert found.headers["content-type"] == "image/png"
        assert found.content == make_logo(data).data
        assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert found.headers["x-content-type-options"] == "nosniff"
        assert found.headers["content-security-policy"] == "default-src 'none'; sandbox"
        old = await browser.get("/prov/logo?v=0000")
        assert old.headers["cache-control"] == "public, max-age=60"
        assert (await browser.head(logo["url"])).status_code == 200


async def test_a_new_logo_has_a_new_address_and_a_removed_logo_has_none(api, admin):
    first = (await admin.put("/organiser/logo", content=png())).json()["logo"]["url"]
    second = (await admin.put("/organiser/logo", content=png(60, 60))).json()["logo"]["url"]
    assert first != second
    versions = [event.version for event in await organiser_events(api)]
    assert versions == sorted(set(versions))

    assert (await admin.delete("/organiser/logo")).status_code == 204
    assert (await admin.delete("/organiser/logo")).status_code == 204
    assert (await admin.get("/organiser")).json()["logo"] is None
    async with a_browser(api) as browser:
        assert (await browser.get(second)).status_code == 404


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Skicka en bild som är PNG, JPEG eller WebP."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Skicka en bild som är PNG, JPEG eller WebP."),
        (jpeg(4000, 40), "Skicka en bild på 16–2000 × 16–2000 bildpunkter."),
        (bomb(20_000), "Skicka en bild på 16–2000 × 16–2000 bildpunkter."),
        (png() + bytes(200_000), "Skicka en bild på högst 200 kB."),
    ],
    ids=["nothing", "svg", "too wide", "a bomb", "too heavy"],
)
async def test_an_invalid_logo_is_refused_with_the_reason(admin, data, reason):
    answer = await admin.put("/organiser/logo", content=data)

    assert answer.status_code == 422
    assert [error["detail"] for error in answer.json()["errors"]] == [reason]
    assert (await admin.get("/organiser")).json()["logo"] is None


async def test_a_logo_is_neither_shown_to_nor_deleted_by_another_organiser(api, admin):
    await admin.put("/organiser/logo", content=png())
    other = await api.client("admin", "annan")

    assert (await other.get("/organiser")).json()["logo"] is None
    await other.delete("/organiser/logo")
    assert (await admin.get("/organiser")).json()["logo"] is not None


async def test_hours_for_sending_are_set_for_the_organiser_and_for_a_cohort(api, admin):
    hours = {"days": "workdays", "opens": "08:00", "closes": "17:30"}
    assert (await admin.patch("/organiser", json={"send_hours": hours})).json()["send_hours"] == hours
    assert (await organiser_events(api))[-1].send_hours == SendHours(
        days="workdays", opens="08:00", closes="17:30"
    )
    programme = (await admin.post("/programmes", json={"title": "Leda"})).json()
    new = {"programme_id": programme["id"], "name": "Våren", "send_hours": {"opens": "07:00"}}
    cohort = (await admin.post("/cohorts", json=new)).json()
    assert cohort["send_hours"] == {"days": "all", "opens": "07:00", "closes": "00:00"}
    at = f"/cohorts/{cohort['id']}"
    assert (await admin.patch(at, json={"send_hours": None})).json()["send_hours"] is None

    wrong = await admin.patch(at, json={"send_hours": {"days": "sometimes", "opens": "25:00", "at": 1}})
    assert sorted(error["pointer"] for error in wrong.json()["errors"]) == [
        "/send_hours/at", "/send_hours/days", "/send_hours/opens",
    ]  # fmt: skip
    short = await admin.patch("/organiser", json={"send_hours": {"opens": "17:00", "closes": "17:30"}})
    assert [error["pointer"] for error in short.json()["errors"]] == ["/send_hours/closes"]


async def test_a_pause_is_told_to_notify_once_and_is_not_copied(api, admin):
    programme = (await admin.post("/programmes", json={"title": "Leda"})).json()
    cohort = (await admin.post("/cohorts", json={"programme_id": programme["id"], "name": "Våren"})).json()
    at = f"/cohorts/{cohort['id']}"
    paused = (await admin.post(f"{at}/pause_sending")).json()
    assert paused["sending_paused_at"] is not None
    assert (await admin.post(f"{at}/pause_sending")).json() == paused
    copy = {"name": "Hösten", "first_session_on": "2030-01-10"}
    assert (await admin.post(f"{at}/copy", json=copy)).json()["sending_paused_at"] is None
    assert (await admin.post(f"{at}/resume_sending")).json()["sending_paused_at"] is None
    await admin.post("/organiser/pause_sending")
    assert (await organiser_events(api))[-1].sending_paused_at is not None


async def test_a_sender_address_outside_the_allowed_domains_is_refused(admin):
    body = {"sender_name": "RUC", "sender_address": "ruc@annan.example"}
    refused = await admin.patch("/organiser", json=body)
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/sender_address"]
    named = (await admin.patch("/organiser", json={"sender_name": "RUC"})).json()
    assert (named["sender_name"], named["sender_address"]) == ("RUC", None)
    link = await admin.patch("/organiser", json={"sender_name": "www.ruc.example"})
    assert [error["pointer"] for error in link.json()["errors"]] == ["/sender_name"]
