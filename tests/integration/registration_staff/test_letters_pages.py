"""Letters of one's own on the pages for staff: written, shown in every situation, and back to ours with one press."""

import pytest

from tests.support.pages.letters import letters_of_notify
from tests.support.pages.staff_cohort import a_round, fields_of

pytestmark = pytest.mark.usefixtures("clock")

FORM = "/admin/ruc/brev/skriv?brev=invitation"
SHOWN = "/admin/ruc/brev/visa?brev=invitation"


@pytest.fixture
def with_notify(site):
    """Notify's answer to what letters look like, made by notify's own code."""
    site.app.services.notify = letters_of_notify()


async def texts_of(staff):
    rows = await staff.organiser.pool.fetch("select * from letter_text order by id")
    return [dict(row) for row in rows]


@pytest.mark.usefixtures("with_notify")
async def test_a_text_is_written_shown_and_taken_back(staff):
    form = fields_of(await staff.get(FORM))

    gone_to = await staff.post(FORM, form | {"subject_sv": "Kom, {{förnamn}}", "body_en": "Do *come*."})

    assert gone_to == "/admin/ruc/brev/visa?brev=invitation&om=sparat"
    page = (await staff.get(gone_to)).text
    assert "Texten är sparad" in page
    assert "Kom, Karin" in page
    assert "Do come." in page
    assert "Er egen text." in page
    mail = await staff.client.get("/admin/ruc/brev/mejl?brev=invitation&nr=0")
    assert mail.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert "<title>Kom, Karin</title>" in mail.text

    back = "/admin/ruc/brev/vart?brev=invitation"
    for _ in range(2):
        assert await staff.post(back, {}) == "/admin/ruc/brev/visa?brev=invitation&om=vart"
    page = (await staff.get("/admin/ruc/brev/visa?brev=invitation&om=vart")).text
    assert "Vår text." in page
    assert "Kom, Karin" not in page
    assert len(await texts_of(staff)) == 1, "the row stays, so that its version never falls"


async def test_every_mistake_is_shown_at_its_field_and_what_was_typed_is_kept(staff):
    form = fields_of(await staff.get(FORM))
    typed = {
        "subject_sv": "x" * 201,
        "body_sv": "Hej {{fel}}",
        "subject_en": "{{name",
        "body_en": "Kept text",
    }

    answer = await staff.client.post(FORM, data=form | typed)

    assert answer.status_code == 422
    assert "{{fel}} betyder inget här." in answer.text
    assert "Ett fält börjar med {{ och slutar med }}." in answer.text
    assert "högst 200 tecken" in answer.text
    assert "Kept text" in answer.text
    assert await texts_of(staff) == []


async def test_two_who_write_the_first_text_at_once_are_told_of_each_other(staff):
    form = fields_of(await staff.get(FORM))
    await staff.post(FORM, form | {"subject_sv": "Den förstas"})

    second = await staff.client.post(FORM, data=form | {"subject_sv": "Den andras"})

    assert second.status_code == 409
    assert "Den förstas" in second.text
    assert "Den andras" in second.text
    assert [one["subject_sv"] for one in await texts_of(staff)] == ["Den förstas"]
    again = fields_of(await staff.get(FORM))
    await staff.post(FORM, again | {"subject_sv": "Bådas"})
    assert [one["subject_sv"] for one in await texts_of(staff)] == ["Bådas"]


async def test_the_cohorts_text_goes_before_the_programmes_and_says_whose_it_is(staff):
    it = await a_round(staff.organiser)
    programme = f"satsning={staff.organiser.programme_id}"
    cohort = f"omgang={it.cohort_id}"
    form = fields_of(await staff.get(f"{FORM}&{programme}"))
    await staff.post(f"{FORM}&{programme}", form | {"subject_sv": "Satsningens"})

    listed = (await staff.get(f"/admin/ruc/brev?{cohort}")).text
    assert "Satsningens text." in listed
    form = fields_of(await staff.get(f"{FORM}&{cohort}"))
    assert form["subject_sv"] == ""
    await staff.post(f"{FORM}&{cohort}", form | {"subject_sv": "Omgångens"})
    assert "Er egen text." in (await staff.get(f"/admin/ruc/brev?{cohort}")).text
    assert "Vår text." in (await staff.get("/admin/ruc/brev")).text


async def test_a_form_that_is_emptied_gives_ours_back(staff):
    form = fields_of(await staff.get(FORM))
    await staff.post(FORM, form | {"subject_sv": "Kom"})
    form = fields_of(await staff.get(FORM))
    await staff.post(FORM, form | {"subject_sv": ""})

    assert "Vår text." in (await staff.get(SHOWN)).text


async def test_without_notify_the_page_says_so_and_the_text_is_kept(staff):
    form = fields_of(await staff.get(FORM))
    await staff.post(FORM, form | {"subject_sv": "Kom"})

    assert "Vi når inte mejldelen just nu" in (await staff.get(SHOWN)).text


@pytest.mark.parametrize("query", ["", "?brev=mailing", "?brev=invitation&omgang=x"])
async def test_a_letter_that_is_none_is_not_found(staff, query):
    assert (await staff.client.get(f"/admin/ruc/brev/visa{query}")).status_code == 404
