"""The answer to a copied cohort: what its coordinator should look at."""

from tests.support.api import a_cohort, everything, made


async def test_a_copy_names_what_to_look_at_and_leaves_out_what_was_replaced(admin):
    cohort = await a_cohort(admin, sessions=0)
    link = {"mode": "digital", "join_url": "https://meet.example/1"}
    old = await made(
        admin, "/sessions", cohort_id=cohort["id"], title="Träff 1 2029", date="2029-09-03", **link
    )
    await admin.post(f"/sessions/{old['id']}/cancel", json={})
    await made(
        admin, "/sessions", cohort_id=cohort["id"], title="Träff 1 2029", date="2029-09-10",
        replaces_id=old["id"], **link,
    )  # fmt: skip
    await made(admin, "/sessions", cohort_id=cohort["id"], title="Träff 2 2029", date="2029-11-01")

    answer = await admin.post(
        f"/cohorts/{cohort['id']}/copy", json={"name": "Nästa", "first_session_on": "2030-04-22"}
    )
    copy = answer.json()
    sessions = await everything(admin, "/sessions", cohort_id=copy["id"])

    assert [(each["title"], each["date"], each["join_url"]) for each in sessions] == [
        ("Träff 1 2030", "2030-04-22", None),
        ("Träff 2 2030", "2030-06-13", None),
    ]
    assert {(each["kind"], each["count"]) for each in copy["warnings"]} == {
        ("holiday", 1),  # Easter Monday
        ("break", 1),
        ("link_missing", 1),
        ("replaced", 1),
    }
    by_kind = {each["kind"]: each for each in copy["warnings"]}
    assert by_kind["holiday"]["detail"] == "Helgdag, annandag påsk: Träff 1 2030 (måndag 22 april 2030)."
    assert by_kind["link_missing"]["session_ids"] == [sessions[0]["id"]]
    assert by_kind["replaced"]["session_ids"] == [old["id"]]
