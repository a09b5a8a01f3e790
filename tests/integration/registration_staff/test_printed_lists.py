"""Lists to print, read as an independent reader of PDF does."""

import io

import pypdf
import pytest

from tests.support.pages.staff_cohort import a_round

pytestmark = pytest.mark.usefixtures("clock")


def pdf_of(answer):
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.content))


def text_of(pdf):
    """The text of all pages in one line, with the soft hyphens of justified Swedish taken out."""
    whole = "\n".join(page.extract_text() for page in pdf.pages)
    return " ".join(whole.replace("\u00ad\n", "").split())


def tags_of(node, found=None):
    """The kinds of all elements of the tag tree."""
    found = [] if found is None else found
    node = node.get_object()
    if isinstance(node, dict):
        if "/S" in node:
            found.append((str(node["/S"]), str(node.get("/A", ""))))
        kids = node.get("/K")
        for kid in kids if isinstance(kids, list) else [kids]:
            if kid is not None and not isinstance(kid, int):
                tags_of(kid, found)
    return found


async def test_the_participants_are_a_tagged_list_in_swedish(staff):
    it = await a_round(staff.organiser)
    page = await staff.get(it.path)

    answer = await staff.client.get(page.href("Deltagarlista att skriva ut (PDF)"))
    pdf = pdf_of(answer)

    assert "Anna Ek Nora rektor Ja" in text_of(pdf)
    assert "Bo Falk Kumla rektor Ja, väntar" in text_of(pdf)
    assert "Cia Gran" not in text_of(pdf)
    assert pdf.trailer["/Root"]["/Lang"] == "sv"
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a boolean of PDF
    assert pdf.metadata.title.startswith("Deltagare i ")
    kinds = [kind for kind, _ in tags_of(pdf.trailer["/Root"]["/StructTreeRoot"])]
    assert kinds.count("/Table") == 1
    assert kinds.count("/TH") == 5
    assert kinds.count("/TR") == 3
    assert "Anna" not in answer.headers["content-disposition"]


async def test_the_sign_in_sheet_has_who_has_a_seat_and_lines_for_others(staff):
    it = await a_round(staff.organiser)
    page = await staff.get(f"/admin/ruc/traffar/{it.session_ids[0]}/narvaro?lang=en")

    pdf = pdf_of(await staff.client.get(page.href("Sign-in sheet to print (PDF)")))

    assert "1 Anna Ek Nora 2 Bo Falk Kumla" in text_of(pdf)
    assert "Signature" in text_of(pdf)
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    kinds = [kind for kind, _ in tags_of(pdf.trailer["/Root"]["/StructTreeRoot"])]
    assert kinds.count("/TR") == 1 + 2 + 5


async def test_people_with_a_protected_identity_are_counted_and_not_printed(staff):
    it = await a_round(staff.organiser)
    await staff.organiser.pool.execute(
        "update person set protected_identity = true where id = $1", it.people["Anna Ek"]
    )

    for path in (f"{it.path}/deltagare.pdf", f"/admin/ruc/traffar/{it.session_ids[0]}/narvarolista.pdf"):
        text = text_of(pdf_of(await staff.client.get(path)))
        assert "Anna" not in text
        assert "Skyddad" not in text
        assert "En person med skyddade uppgifter kommer också" in text
        assert "Bo Falk" in text
    notes = await staff.organiser.pool.fetch("select after from audit where action = 'list.export'")
    assert {row["after"]["count"] for row in notes} == {1}


async def test_markup_in_a_name_is_text_and_one_strange_name_does_not_stop_the_list(staff):
    it = await a_round(staff.organiser)
    names = {"Anna Ek": '#read("/etc/passwd") *Anna* $x$ <b>', "Bo Falk": "李 Ek 😀"}
    for name, other in names.items():
        await staff.organiser.pool.execute(
            "update person set name = $2 where id = $1", it.people[name], other
        )

    text = text_of(pdf_of(await staff.client.get(f"{it.path}/deltagare.pdf")))

    assert '#read("/etc/passwd") *Anna* $x$ <b>' in text.replace("”", '"').replace("“", '"')
    assert "□ Ek □" in text
    assert "står som en tom ruta" in text


async def test_a_long_list_is_one_table_over_many_pages_with_its_heading_on_each(staff):
    cohort_id = await staff.organiser.cohort()
    session_id = await staff.organiser.session(cohort_id)
    for number in range(60):
        await staff.organiser.register(
            cohort_id, f"p{number}@nora.example", name=f"Person {number:02} {'Lång ' * 12}"
        )

    pdf = pdf_of(await staff.client.get(f"/admin/ruc/traffar/{session_id}/narvarolista.pdf"))

    assert len(pdf.pages) > 2
    assert all("Underskrift" in page.extract_text() for page in pdf.pages)
    assert [kind for kind, _ in tags_of(pdf.trailer["/Root"]["/StructTreeRoot"])].count("/Table") == 1
    assert all(f"Person {number:02}" in text_of(pdf) for number in range(60))
