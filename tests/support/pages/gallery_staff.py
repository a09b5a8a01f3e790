"""Every page for staff in every state that somebody can meet, with names as long as they are in life.

`STATES` names them. Each is a function that gets a `StaffGallery` and returns the response; another room adds its own.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.registration.actions.public import enquire
from services.registration.domain.door_code import door_code
from services.registration.domain.enquiry import NewEnquiry
from tests.support.caller import a_caller
from tests.support.pages.client import Clock, Page, Site
from tests.support.pages.letters import letters_of_notify
from tests.support.pages.staff import sign_in as sign_in_as_staff
from tests.support.pages.staff_cohort import CohortInRound, a_round, fields_of
from tests.support.registration import NOW, SOON

LONG_ORGANISATION = "Barn- och utbildningsförvaltningen i Södertörns vuxenutbildningsförbund"
LONG_NAME = "Maximiliana Charlotta von Östergyllenstierna-Wachtmeister"
LONG_EMAIL = "maximiliana.charlotta.von.ostergyllenstierna-wachtmeister@barnochutbildning.sodertorn.example"
LIST = (
    "Namn;Befattning;Kommun;E-postadress\r\n"
    f"{LONG_NAME};utvecklingsledare för förskola och grundskola;Lekeberg;{LONG_EMAIL}\r\n"
    "Wallin, Sara;rektor;Nora;sara.wallin@nora.example\r\n"
    "Vik, Petra;rektor;Nora;petra.vik.nora.example\r\n"
    "Ek, Anna;rektor;Nora;anna.annan@nora.example\r\n"
).encode("windows-1252")


@dataclass
class StaffGallery:
    """An organiser in the middle of a round, and an admin's browser that shows a page of it in a language."""

    staff: Site
    nobody: Site
    clock: Clock
    it: CohortInRound
    ids: dict[str, UUID]
    language: str = "sv"

    async def get(self, path: str) -> httpx.Response:
        """Fetch a page below the organiser's, or one that begins with /admin."""
        return await self.staff.client.get(self._whole(path))

    async def post(self, path: str, data: Any = None, **more: Any) -> httpx.Response:
        """Post a form there."""
        return await self.staff.client.post(self._whole(path), data=data, **more)

    async def filled(self, path: str, **changes: Any) -> httpx.Response:
        """Open a form, change some fields, and post it."""
        fields = fields_of(Page(await self.get(path)))
        return await self.post(path, fields | changes)

    def _whole(self, path: str) -> str:
        path = path.format(cohort=f"omgangar/{self.it.cohort_id}", session=self.it.session_ids[0], **self.ids)
        path = path if path.startswith("/admin") else f"/admin/ruc/{path}".rstrip("/")
        return f"{path}{'&' if '?' in path else '?'}lang={self.language}"


State = Callable[[StaffGallery], Awaitable[httpx.Response]]
STATES: dict[str, State] = {}


def state(function: State) -> State:
    """Name a state after its function."""
    STATES[function.__name__] = function
    return function


def shown(**paths: str) -> None:
    """Add states that are only fetched."""
    for name, path in paths.items():
        STATES[name] = lambda it, path=path: it.get(path)  # type: ignore[misc]


async def make_round(staff: Site, nobody: Site, clock: Clock) -> StaffGallery:
    """Build the organiser: a cohort in its round, a directory, mailings, enquiries, staff, tokens."""
    organiser = staff.organiser
    it = await a_round(organiser)
    ids = await _directory(staff)
    ids |= {"person": it.people["Bo Falk"], "rule": it.rule_id, "audience": it.audience_id}
    made = StaffGallery(staff, nobody, clock, it, ids)
    ids["enquiry"] = await enquire.enquire(
        organiser.pool,
        a_caller(organiser.organiser_id, now=NOW),
        NewEnquiry(
            subject="En halvdag om bedömning",
            organisation=LONG_ORGANISATION,
            name=LONG_NAME,
            email=LONG_EMAIL,
            language="sv",
            people=24,
            message="Gärna på plats.\nVi har egen lokal.",
        ),
    )
    await made.filled("{cohort}/ny-fraga", label="Vad vill du helst prata om?", kind="text")
    ids["question"] = await organiser.pool.fetchval("select id from question")
    await made.filled(
        "utskick/nytt?omgang=" + str(it.cohort_id),
        subject="Inför {{omgång}}",
        body="Hej,\n\n**ta med** en fråga.",
    )
    ids["mailing"] = await organiser.pool.fetchval("select id from mailing")
    await made.post("medarbetare", {"email": LONG_EMAIL, "name": LONG_NAME, "role": "viewer"})
    ids["member"] = await organiser.pool.fetchval("select id from staff where email = $1", LONG_EMAIL)
    await made.post("nycklar", {"name": "Kurskatalogen", "role": "viewer"})
    ids["token"] = await organiser.pool.fetchval("select id from api_token")
    ids["log"] = await organiser.pool.fetchval("select id from audit order by id limit 1")
    await made.filled("program/nytt", title="Ett program utan omgångar")
    ids["programme"] = organiser.programme_id
    await _imports(made)
    return made


async def _directory(staff: Site) -> dict[str, UUID]:
    organiser = staff.organiser
    above = await organiser.organisation(LONG_ORGANISATION, municipality_code="1280", type="förvaltning")
    below = await organiser.organisation("Centralskolan", type="skola", parent_id=above)
    person = await organiser.person(LONG_NAME, below, "utvecklingsledare för förskola och grundskola")
    await organiser.pool.execute("update person set email = $2 where id = $1", person, LONG_EMAIL)
    other = await organiser.person(LONG_NAME.replace("Charlotta", "Charlotta ") + "s", below, "rektor")
    twin = await organiser.person("Bo Falck", below, "rektor")
    await organiser.pool.execute(
        "update person set name = 'Bo Falk', name_sort = b.name_sort, name_search = b.name_search from person b where person.id = $1 and b.name = 'Bo Falk' and b.id <> $1",
        twin,
    )
    hidden = await organiser.person("Ida Skydd", below, "rektor")
    await organiser.pool.execute("update person set protected_identity = true where id = $1", hidden)
    return {"organisation": above, "long": person, "other": other, "twin": twin, "hidden": hidden}


async def _imports(made: StaffGallery) -> None:
    for do in ("las-in", "granska"):
        sent = await made.post("personer/las-in", files={"fil": ("rektorer i länet.csv", LIST)})
        preview = sent.headers["location"]
        made.ids["preview"] = UUID(preview.rpartition("/")[2].partition("?")[0])
        await made.post(preview, {"gor": do})
    made.ids["import"] = await made.staff.organiser.pool.fetchval("select id from people_import limit 1")


shown(
    home="",
    programmes="omgangar",
    programme_new="program/nytt",
    programme_change="program/{programme}/andra",
    cohort_new="program/{programme}/ny-omgang",
    cohort="{cohort}",
    cohort_change="{cohort}/andra",
    cohort_copy="{cohort}/kopiera",
    cohort_close="{cohort}/stang",
    cohort_cancel="{cohort}/stall-in",
    cohort_delete="{cohort}/ta-bort",
    cohort_invite="{cohort}/bjud-in",
    remind="{cohort}/paminn",
    register="{cohort}/anmal",
    consent="{cohort}/samtycke",
    rules="{cohort}/inbjudningar",
    rule_new="{cohort}/ny-inbjudan",
    rule_change="inbjudningar/{rule}/andra",
    questions="{cohort}/fragor",
    question_new="{cohort}/ny-fraga",
    question_change="fragor/{question}/andra",
    participant="{cohort}/person/{person}",
    participant_answers="{cohort}/person/{person}/svara",
    participant_withdraws="{cohort}/person/{person}/avanmal",
    participant_substitute="{cohort}/person/{person}/ersattare",
    session="traffar/{session}",
    session_new="{cohort}/ny-traff",
    session_change="traffar/{session}/andra",
    session_cancel="traffar/{session}/stall-in",
    people="personer",
    people_none_found="personer?sok=ingenalls",
    person="personer/{person}",
    person_long="personer/{long}",
    person_hidden="personer/{hidden}",
    person_change="personer/{long}/andra",
    person_address="personer/{person}/adress",
    person_links="personer/{person}/byt-lankar",
    person_erase="personer/{person}/radera",
    person_delete="personer/{person}/ta-bort",
    person_new="personer/ny",
    import_new="personer/las-in",
    imports="personer/inlasningar",
    import_done="personer/inlasningar/{import}",
    import_preview="personer/las-in/{preview}",
    duplicates="personer/dubbletter",
    merging="personer/dubbletter/{twin}?med={person}",
    organisations="organisationer",
    organisation="organisationer/{organisation}",
    organisation_new="organisationer/ny",
    organisation_change="organisationer/{organisation}/andra",
    audiences="malgrupper",
    audience="malgrupper/{audience}?vem=a",
    audience_new="malgrupper/ny",
    audience_change="malgrupper/{audience}/andra",
    mailings="utskick",
    mailing="utskick/{mailing}",
    mailing_change="utskick/{mailing}/andra",
    letters="brev",
    letters_of_programme="brev?satsning={programme}",
    letter_write="brev/skriv?brev=invitation",
    letter_without_notify="brev/visa?brev=invitation",
    mailing_stop="utskick/{mailing}/stoppa",
    ahead="framover",
    members="medarbetare",
    member="medarbetare/{member}",
    member_end="medarbetare/{member}/slut",
    log="logg",
    log_entry="logg/{log}",
    tokens="nycklar",
    token_end="nycklar/{token}/slut",
    enquiries="forfragningar",
    enquiries_all="forfragningar?visa=alla",
    enquiry="forfragningar/{enquiry}",
    more="mer",
    organiser="mer/arrangor",
    own="jag",
    password="jag/losenord",
    find="sok?q=a",
    find_nothing="sok?q=ingenalls",
    over_time="{cohort}/over-tid",
    receipt="{cohort}/kvitto",
    hand_over="personer/{person}/tar-over",
    webhooks="webhooks",
    not_found="finnsinte",
)


@state
async def people_empty_filters(it: StaffGallery) -> httpx.Response:
    return await it.get("personer?sok=a&roll=rektor&adress=utan")


@state
async def audience_coverage(it: StaffGallery) -> httpx.Response:
    return await it.get(f"malgrupper/{it.ids['audience']}?omgang={it.it.cohort_id}")


@state
async def audience_counted(it: StaffGallery) -> httpx.Response:
    return await it.post("malgrupper/ny", {"name": "Rektorer", "roles": "rektor", "gor": "rakna"})


@state
async def audience_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "malgrupper/ny", {"name": "", "municipalities": "Ingenstad", "organisations": "Inget"}
    )


@state
async def programme_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled(
        "program/nytt", title="", starts_on="i morgon", commissioner_id="Ingen", summary="x" * 9000
    )


@state
async def cohort_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled(
        "{cohort}/andra", name="", capacity="många", starts_on="x", reminders="ibland", slug="Å Ä"
    )


@state
async def copy_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled("{cohort}/kopiera", name="", first_session_on="")


@state
async def cohort_changed_by_two(it: StaffGallery) -> httpx.Response:
    mine = fields_of(Page(await it.get("{cohort}/andra")))
    await it.staff.organiser.pool.execute(
        "update cohort set name = 'Omgång A', version = version + 1 where id = $1", it.it.cohort_id
    )
    return await it.post("{cohort}/andra", mine | {"name": "Omgång B"})


@state
async def session_moved(it: StaffGallery) -> httpx.Response:
    return await it.filled("traffar/{session}/andra", day="2026-05-14")


@state
async def session_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("{cohort}/ny-traff", {"title": "", "day": "x", "ends": "9"})


@state
async def session_told(it: StaffGallery) -> httpx.Response:
    return await it.filled("traffar/{session}/andra", note="Fika finns.")


@state
async def pattern(it: StaffGallery) -> httpx.Response:
    return await it.filled("{cohort}/nya-traffar")


@state
async def pattern_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled("{cohort}/nya-traffar", first="x", last="", starts="25", title="")


@state
async def register_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("{cohort}/anmal", {"person_name": "", "person_email": "inte en adress"})


@state
async def answers_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("{cohort}/person/{person}/svara", {"answer": ""})


@state
async def substitute_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "{cohort}/person/{person}/ersattare", {"substitute_name": "", "substitute_email": "x"}
    )


@state
async def rule_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("{cohort}/ny-inbjudan", {"audience_id": "", "respond_by": "sen"})


@state
async def question_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "{cohort}/ny-fraga", {"label": "", "kind": "one_of", "options": "", "position": "sist"}
    )


@state
async def person_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "personer/ny", {"name": "", "email": "x", "organisation-1": "Ingen", "from_on-1": "x"}
    )


@state
async def person_shown(it: StaffGallery) -> httpx.Response:
    return await it.post("personer/{hidden}/visa")


@state
async def address_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("personer/{person}/adress", {"email": "x"})


@state
async def import_refused(it: StaffGallery) -> httpx.Response:
    return await it.post("personer/las-in", files={"fil": ("bild.png", b"\x89PNG\r\n\x1a\n")})


@state
async def import_no_columns(it: StaffGallery) -> httpx.Response:
    return await it.post("personer/las-in/{preview}", {"gor": "granska", "k-A": "", "k-D": ""})


@state
async def organisation_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("organisationer/ny", {"name": "", "parent_id": "Ingen", "municipality": "Ingenstad"})


@state
async def mailing_new(it: StaffGallery) -> httpx.Response:
    return await it.get(f"utskick/nytt?omgang={it.it.cohort_id}")


@state
async def mailing_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(f"utskick/nytt?omgang={it.it.cohort_id}", {"subject": "", "body": "{{felnamn}}"})


@state
async def mailing_whom(it: StaffGallery) -> httpx.Response:
    return await it.filled(f"utskick/nytt?omgang={it.it.cohort_id}", vilka="1")


@state
async def mailing_time_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("utskick/{mailing}/tid", {"day": "x", "clock": "y"})


@state
async def mailing_file_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("utskick/{mailing}/filer", files={"file": ("a.exe", b"MZ")})


@state
async def mailing_template_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("utskick/{mailing}/mall", {"name": ""})


@state
async def members_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("medarbetare", {"email": "karin", "name": "Karin", "role": "owner"})


@state
async def tokens_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("nycklar", {"name": "", "role": "owner", "until": "i morgon"})


@state
async def token_made(it: StaffGallery) -> httpx.Response:
    return await it.post("nycklar", {"name": f"Kalendern {it.language}", "role": "viewer"})


@state
async def log_wrong_days(it: StaffGallery) -> httpx.Response:
    return await it.get("logg?fran=igen&till=x")


@state
async def enquiry_answered(it: StaffGallery) -> httpx.Response:
    await it.post("forfragningar/{enquiry}/svar", {"answer": "Det ordnar vi.\nVi ringer."})
    return await it.get("forfragningar/{enquiry}?om=svarat")


@state
async def enquiry_empty_answer(it: StaffGallery) -> httpx.Response:
    return await it.post("forfragningar/{enquiry}/svar", {"answer": ""})


@state
async def organiser_wrong(it: StaffGallery) -> httpx.Response:
    return await it.filled("mer/arrangor", name="", accent="blå")


@state
async def password_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("jag/losenord", {"now": "fel", "password": "kort"})


@state
async def own_saved(it: StaffGallery) -> httpx.Response:
    return await it.get("jag?om=sparat")


@state
async def sign_in(it: StaffGallery) -> httpx.Response:
    return await it.nobody.client.get(f"/admin/sign-in?lang={it.language}")


@state
async def sign_in_wrong(it: StaffGallery) -> httpx.Response:
    return await it.nobody.client.post(
        f"/admin/sign-in?lang={it.language}", data={"email": "maria", "password": ""}
    )


@state
async def session_ended(it: StaffGallery) -> httpx.Response:
    return await it.nobody.client.post(
        f"/admin/ruc/personer/ny?lang={it.language}", data={"name": "Ny person", "email": "ny@nora.example"}
    )


@state
async def forgotten(it: StaffGallery) -> httpx.Response:
    return await it.nobody.client.get(f"/admin/glomt-losenord?lang={it.language}")


@state
async def forgotten_wrong(it: StaffGallery) -> httpx.Response:
    return await it.nobody.client.post(f"/admin/glomt-losenord?lang={it.language}", data={"email": "x"})


@state
async def forgotten_sent(it: StaffGallery) -> httpx.Response:
    sent = await it.nobody.client.post(
        f"/admin/glomt-losenord?lang={it.language}", data={"email": LONG_EMAIL}
    )
    return await it.nobody.client.get(sent.headers["location"])


@state
async def link_dead(it: StaffGallery) -> httpx.Response:
    return await it.nobody.client.get(f"/admin/valkommen/abc?lang={it.language}")


@state
async def roll_too_early(it: StaffGallery) -> httpx.Response:
    return await it.get("traffar/{session}/narvaro")


@asynccontextmanager
async def on_the_day(it: StaffGallery) -> AsyncIterator[None]:
    """Let it be the day of the first session, with the admin signed in anew."""
    it.clock.now = SOON
    await sign_in_as_staff(it.staff, "admin@ruc.example")
    yield
    it.clock.now = NOW
    await sign_in_as_staff(it.staff, "admin@ruc.example")


@state
async def roll(it: StaffGallery) -> httpx.Response:
    async with on_the_day(it):
        return await it.get("traffar/{session}/narvaro")


@state
async def door(it: StaffGallery) -> httpx.Response:
    async with on_the_day(it):
        return await it.get("traffar/{session}/narvaro/kod")


@state
async def door_wrong(it: StaffGallery) -> httpx.Response:
    async with on_the_day(it):
        return await it.post("traffar/{session}/narvaro/kod", {"kod": "zzz zzz"})


@state
async def door_found(it: StaffGallery) -> httpx.Response:
    seat_id = await it.staff.organiser.pool.fetchval(
        "select id from seat where session_id = $1 and status = 'confirmed' limit 1", it.it.session_ids[0]
    )
    async with on_the_day(it):
        answer = await it.post("traffar/{session}/narvaro/kod", {"kod": door_code(seat_id)})
        return await it.get(answer.headers["location"].partition("&lang")[0])


@state
async def walk_in_wrong(it: StaffGallery) -> httpx.Response:
    async with on_the_day(it):
        return await it.post("traffar/{session}/narvaro/utan-plats", {"name": "", "email": "x"})


@state
async def webhook_made(it: StaffGallery) -> httpx.Response:
    url = f"https://kurser.kommun.example/{'lang-adress-' * 6}{it.language}"
    changes = {"webhook_name": f"Kurskatalogen {it.language}", "url": url, "kinds": "session.changed"}
    return await it.filled("webhooks/ny", **changes)


@state
async def webhook_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post("webhooks/ny", {"webhook_name": "", "url": "x"})


@state
async def webhook_log(it: StaffGallery) -> httpx.Response:
    await webhook_made(it)
    pool = it.staff.organiser.pool
    await pool.execute("""
        with message as (
          insert into webhook_message (organiser_id, id, webhook_id, kind, subject_id, status, attempts)
          select organiser_id, gen_random_uuid(), id, 'session.changed', id, s.status, 1
            from webhook, unnest(array['waiting', 'delivered', 'failed']) as s (status)
          returning organiser_id, id
        )
        insert into webhook_attempt (organiser_id, message_id, number, outcome, code, milliseconds)
        select organiser_id, id, 1, 'refused', 500, 1200 from message""")
    return await it.get(f"webhooks/{await pool.fetchval('select id from webhook limit 1')}")


@state
async def letter_wrong(it: StaffGallery) -> httpx.Response:
    return await it.post(
        "brev/skriv?brev=invitation", {"subject_sv": "x" * 201, "body_sv": "{{fel}}", "body_en": "{{"}
    )


@state
async def letter_shown(it: StaffGallery) -> httpx.Response:
    real = it.staff.app.services.notify
    it.staff.app.services.notify = letters_of_notify()
    try:
        own = {"subject_sv": f"Välkommen {LONG_NAME}", "body_en": "**Welcome**, {{first_name}}."}
        saved = await it.filled("brev/skriv?brev=invitation", **own)
        return await it.get(saved.headers["location"].partition("&lang")[0])
    finally:
        it.staff.app.services.notify = real
