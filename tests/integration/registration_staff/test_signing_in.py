"""Staff sign in with a password, and sessions end: by themselves, by hand, and when somebody's role does."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from services.registration.actions.staff import change_staff, sign_in
from services.registration.commands import staff as staff_command
from services.registration.domain import staff as durations
from services.registration.domain.caller import system
from tests.support.caller import a_caller
from tests.support.pages import staff as support
from tests.support.registration import an_organiser

EMAIL = "maria@ruc.example"


pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
async def maria(site):
    await support.let_in(site.organiser.pool, site.organiser, EMAIL)
    return site


async def test_whoever_is_not_signed_in_is_led_to_sign_in_and_then_where_they_were_going(maria):
    location = await maria.client.get("/admin/ruc/jag")
    page = await maria.get(location.headers["location"])

    assert page.h1 == "Logga in"
    [till] = page.root.all("input", name="till")
    assert await support.sign_in(maria, EMAIL, till=till["value"]) == "/admin/ruc/jag"
    assert (await maria.get("/admin/ruc/jag")).h1 == "Dina inställningar"


async def test_admin_leads_to_the_pages_of_the_only_organiser(maria):
    await support.sign_in(maria, EMAIL)

    answer = await maria.client.get("/admin")

    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/ruc")
    assert (await maria.get("/admin/ruc")).h1 == "I dag"


async def test_the_cookie_is_kept_from_scripts_and_from_other_sites(maria):
    answer = await maria.client.post("/admin/sign-in", data={"email": EMAIL, "password": support.PASSWORD})

    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "another password"),
        ("nobody@ruc.example", support.PASSWORD),
        (EMAIL, f"{support.PASSWORD} "),
    ],
)
async def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(maria, email, password):
    page = await maria.refused("/admin/sign-in", {"email": email, "password": password})

    assert page.mistakes() == {"password": "Adressen eller lösenordet stämmer inte. Försök igen."}
    assert page.value("email") == email
    assert "another password" not in page.raw


async def test_all_that_is_missing_is_said_at_once(maria):
    page = await maria.refused("/admin/sign-in", {"email": "maria", "password": ""})

    assert list(page.mistakes()) == ["email", "password"]


async def test_after_ten_wrong_attempts_from_one_network_an_address_has_to_wait(maria, clock):
    for _ in range(10):
        await maria.refused("/admin/sign-in", {"email": EMAIL, "password": "wrong wrong wrong"})

    answer = await maria.client.post("/admin/sign-in", data={"email": EMAIL, "password": support.PASSWORD})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")

    clock.now += timedelta(hours=1)
    assert await support.sign_in(maria, EMAIL) == "/admin"


@pytest.mark.parametrize(
    "till", ["https://evil.example/", "//evil.example", "/\\evil.example", "/r/x", "/admin/\r\nx"]
)
async def test_signing_in_leads_to_no_other_site(maria, till):
    assert await support.sign_in(maria, EMAIL, till=till) == "/admin"


async def test_a_post_from_another_site_changes_nothing(maria):
    answer = await maria.client.post(
        "/admin/sign-in",
        data={"email": EMAIL, "password": support.PASSWORD},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers

    await support.sign_in(maria, EMAIL)
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}):
        answer = await maria.client.post("/admin/ruc/jag", data={"name": "Mallory"}, headers=headers)
        assert answer.status_code == 403, headers
    assert (await maria.get("/admin/ruc/jag")).value("name") == ""


@pytest.mark.parametrize(
    ("used_every", "lasts"), [(timedelta(hours=1), durations.LONGEST), (None, durations.IDLE)]
)
async def test_a_session_ends_without_use_and_in_any_case_after_a_week(maria, clock, used_every, lasts):
    await support.sign_in(maria, EMAIL)
    began = clock.now
    while used_every and clock.now + used_every < began + lasts:
        clock.now += used_every
        await maria.get("/admin/ruc")

    clock.now = began + lasts - timedelta(seconds=1)
    await maria.get("/admin/ruc")
    clock.now = began + lasts + (timedelta(0) if used_every else durations.IDLE)
    assert (await maria.client.get("/admin/ruc")).status_code == 303


async def test_signing_out_ends_this_session_only_unless_everywhere_is_pressed(maria):
    async with support.browser(maria) as other, support.browser(maria) as third:
        for one in (maria, other, third):
            await support.sign_in(one, EMAIL)

        assert await maria.post("/admin/sign-out") == "/admin/sign-in?om=signed_out"
        assert (await maria.client.get("/admin/ruc")).status_code == 303
        await other.get("/admin/ruc")

        await other.post("/admin/sign-out", {"everywhere": "1"})
        assert (await third.client.get("/admin/ruc")).status_code == 303


async def test_signing_in_again_ends_the_session_that_the_browser_had_and_no_other(maria):
    async with support.browser(maria) as left_over, support.browser(maria) as other:
        for one in (maria, other):
            await support.sign_in(one, EMAIL)
        left_over.client.cookies.update(maria.client.cookies)
        await left_over.get("/admin/ruc")
        await maria.refused("/admin/sign-in", {"email": EMAIL, "password": "wrong wrong wrong"})
        await left_over.get("/admin/ruc")

        await support.sign_in(maria, EMAIL)

        assert (await left_over.client.get("/admin/ruc")).status_code == 303
        await maria.get("/admin/ruc")
        await other.get("/admin/ruc")


async def test_what_was_typed_is_there_after_signing_in_again(maria, clock):
    await support.sign_in(maria, EMAIL)
    clock.now += durations.IDLE

    page = await maria.refused("/admin/ruc/jag", {"name": "Maria & Åsa", "language": "sv"}, expect=401)

    hidden = {field["name"]: field["value"] for field in page.root.all("input", type="hidden")}
    answer = await maria.client.post(
        "/admin/sign-in", data={"email": EMAIL, "password": support.PASSWORD, **hidden}
    )
    again = maria._page(answer, 200, checked=True)
    assert again.h1 == "Du är inloggad igen"
    form = again.root.one("form")
    fields = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    assert fields == {"name": "Maria & Åsa", "language": "sv"}
    await maria.post(form["action"], fields)
    assert (await maria.get("/admin/ruc/jag")).value("name") == "Maria & Åsa"


async def test_a_person_with_one_password_at_two_organisers_chooses(maria):
    other = await an_organiser(maria.organiser.pool, "lund")
    await support.let_in(other.pool, other, "MARIA@ruc.example", "viewer")
    await support.sign_in(maria, EMAIL)

    page = await maria.get("/admin")

    assert page.h1 == "Vilken arrangör?"
    assert sorted(page.hrefs()[-2:]) == ["/admin/lund", "/admin/ruc"]
    await maria.get("/admin/lund")


async def test_staff_of_one_organiser_with_another_password_elsewhere_see_only_the_first(maria):
    other = await an_organiser(maria.organiser.pool, "lund")
    await support.let_in(other.pool, other, EMAIL, "admin", password="a password set by somebody else")

    await support.sign_in(maria, EMAIL)

    assert (await maria.get("/admin/lund", expect=404)).h1 == "Sidan finns inte"
    assert (await maria.get("/admin/no-such-organiser", expect=404)).h1 == "Sidan finns inte"


async def test_a_printed_link_sets_a_password_once(maria, database):
    path = await staff_command.add(database.admin_url, "ny@ruc.example", "ruc", "viewer")

    assert (await maria.get(path)).h1 == "Välj ett lösenord"
    for wrong in ("elva tecken", "ny@ruc.example", "x" * 201):
        page = await maria.refused(path, {"password": wrong})
        assert list(page.mistakes()) == ["password"]
        assert wrong not in page.mistakes()["password"]
    assert await maria.post(path, {"password": "korrekt häst batteri"}) == "/admin/sign-in?om=password_set"

    assert (await maria.get(path, expect=404)).h1 == "Länken gäller inte längre"
    assert await support.sign_in(maria, "ny@ruc.example", password="korrekt häst batteri") == "/admin"


async def test_a_link_is_dead_after_a_week(maria, database, clock):
    path = await staff_command.add(database.admin_url, "ny@ruc.example", "ruc", "viewer")
    until = await maria.organiser.pool.fetchval("select max(link_until) from staff")

    clock.now = until

    assert (await maria.get(path, expect=404)).h1 == "Länken gäller inte längre"


async def test_who_gets_another_role_or_is_let_out_is_signed_out_at_once(maria, clock):
    await support.let_in(maria.organiser.pool, maria.organiser, "chef@ruc.example", "admin")
    pool, caller = maria.organiser.pool, a_caller(maria.organiser.organiser_id, now=clock.now)
    staff_id = await pool.fetchval("select id from staff where email = $1", EMAIL)
    await support.sign_in(maria, EMAIL)

    await change_staff.change_role(pool, caller, staff_id, "viewer")
    assert (await maria.client.get("/admin/ruc")).status_code == 303
    await support.sign_in(maria, EMAIL)
    await change_staff.stop(pool, caller, staff_id)

    assert (await maria.client.get("/admin/ruc")).status_code == 303
    await maria.refused("/admin/sign-in", {"email": EMAIL, "password": support.PASSWORD})


async def test_pages_that_only_read_are_shown_while_the_database_takes_no_writes(maria, clock, caplog):
    await support.sign_in(maria, EMAIL)
    pool = maria.app.services.pool

    async def on_every_connection(statement):
        async with AsyncExitStack() as stack:
            for _ in range(pool.get_size()):
                conn = await stack.enter_async_context(pool.acquire())
                await conn.execute(statement)

    for minutes in (1, 10):
        clock.now += timedelta(minutes=minutes)
        await on_every_connection("set default_transaction_read_only = on")
        try:
            assert (await maria.client.get("/admin/ruc/jag")).status_code == 200
        finally:
            await on_every_connection("reset default_transaction_read_only")

    assert [one.getMessage() for one in caplog.records].count("staff_session.use_not_noted") == 1


async def test_ended_sessions_and_old_attempts_are_forgotten(maria, clock):
    pool = maria.organiser.pool
    await support.sign_in(maria, EMAIL)
    await maria.refused("/admin/sign-in", {"email": EMAIL, "password": "wrong wrong wrong"})

    await sign_in.forget_sessions(pool, system(clock.now))
    assert await pool.fetchval("select count(*) from staff_session") == 1
    await sign_in.forget_sessions(pool, system(clock.now + timedelta(days=2)))

    assert await pool.fetchval("select count(*) from staff_session") == 0
    assert await pool.fetchval("select count(*) from sign_in_attempt") == 0


async def test_signing_in_is_in_the_audit_log_and_no_address_is(maria):
    await support.sign_in(maria, EMAIL)

    rows = await maria.organiser.pool.fetch("select * from audit where action = 'staff.sign_in'")

    assert [row["actor_kind"] for row in rows] == ["staff"]
    assert EMAIL not in str([dict(row) for row in rows])
