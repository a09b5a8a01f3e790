"""The questions of a cohort and the answers to them, through the API."""

from datetime import timedelta

import pytest

from services.registration.actions.upkeep import erase_sensitive_answers
from shared import times
from tests.support.api import a_cohort, a_registration, everything, made
from tests.support.caller import an_initiator

NOWHERE = "00000000-0000-7000-8000-000000000000"


async def ask(client, cohort, **fields):
    body = {"cohort_id": cohort["id"], "kind": "text", "label": "Vad vill du veta?"} | fields
    return await made(client, "/questions", **body)


def choice(*values, **fields):
    return {
        "kind": "one_of",
        "label": "Vad?",
        "options": [{"value": value, "label": value.upper()} for value in values],
    } | fields


def register(client, cohort, email="anna@skola.example", **more):
    body = {"cohort_id": cohort["id"], "person": {"name": "Anna Ö", "email": email}} | more
    return client.post("/registrations", json=body)


def pointers(answer):
    assert answer.status_code == 422, answer.text
    return {error["pointer"]: error["detail"] for error in answer.json()["errors"]}


async def test_a_question_is_stored_and_listed_as_it_was_created(admin):
    cohort = await a_cohort(admin, sessions=1)
    first = await ask(admin, cohort, kind="yes_no", label="Äter du lunch?")

    question = await ask(
        admin, cohort, kind="several_of", label="Specialkost", label_en="Dietary needs", help="Köket behöver veta.",
        help_en="The kitchen needs to know.", required=True, sensitive=True, session_id=cohort["session_ids"][0],
        options=[{"value": "vegan", "label": "Vegan"}, {"value": "fisk", "label": "Fisk", "label_en": "Fish"}],
        condition={"question_id": first["id"], "values": ["yes"]},
    )  # fmt: skip

    session = (await admin.get(f"/sessions/{cohort['session_ids'][0]}")).json()
    assert question == {
        "id": question["id"], "cohort_id": cohort["id"], "position": 2, "kind": "several_of", "label": "Specialkost",
        "label_en": "Dietary needs", "help": "Köket behöver veta.", "help_en": "The kitchen needs to know.",
        "options": [{"value": "vegan", "label": "Vegan", "label_en": None}, {"value": "fisk", "label": "Fisk", "label_en": "Fish"}],
        "required": True, "sensitive": True, "session_id": cohort["session_ids"][0],
        "condition": {"question_id": first["id"], "values": ["yes"]}, "retired": False,
        "erased_on": question["erased_on"], "erased_at": None, "version": 1,
    }  # fmt: skip
    assert question["erased_on"] > session["date"]
    assert first["erased_on"] is None
    assert (await admin.get(f"/questions/{question['id']}")).json() == question
    assert await everything(admin, "/questions", cohort_id=cohort["id"], limit=1) == [first, question]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "one_of"}, "/options"),
        ({"kind": "text", "options": [{"value": "a", "label": "A"}]}, "/options"),
        (choice("a", "a"), "/options"),
        (choice(*(str(n) for n in range(31))), "/options"),
        ({"session_id": NOWHERE}, "/session_id"),
        ({"condition": {"question_id": NOWHERE, "values": ["yes"]}}, "/condition/question_id"),
        ({"kind": "colour"}, "/kind"),
        ({"label": " "}, "/label"),
        ({"label": "Rad\nRad"}, "/label"),
        ({"position": 0}, "/position"),
        ({"options": [{"value": "a"}]}, "/options/0/label"),
    ],
)
async def test_an_invalid_question_is_bad_input(admin, fields, pointer):
    cohort = await a_cohort(admin)
    body = {"cohort_id": cohort["id"], "kind": "text", "label": "Vad?"} | fields

    assert list(pointers(await admin.post("/questions", json=body))) == [pointer]


async def test_a_condition_must_refer_to_an_earlier_choice_question_of_the_cohort(admin):
    cohort = await a_cohort(admin)
    text = await ask(admin, cohort)
    secret = await ask(admin, cohort, **choice("a", "b", sensitive=True))

    async def error_pointers(**fields):
        body = {"cohort_id": cohort["id"], "kind": "text", "label": "Vad?"} | fields
        return list(pointers(await admin.post("/questions", json=body)))

    on_secret = {"question_id": secret["id"], "values": ["a"]}
    assert await error_pointers(condition={"question_id": text["id"], "values": ["x"]}) == [
        "/condition/question_id"
    ]
    assert await error_pointers(condition=on_secret) == ["/sensitive"]
    assert await error_pointers(condition=on_secret | {"values": ["c"]}, sensitive=True) == [
        "/condition/values"
    ]
    assert await error_pointers(condition=on_secret | {"values": []}, sensitive=True) == ["/condition/values"]
    assert await error_pointers(condition=on_secret, sensitive=True, position=1) == ["/condition/question_id"]
    other = await a_cohort(admin, name="Omgång 2")
    elsewhere = await ask(admin, other, **choice("a"))
    assert await error_pointers(condition={"question_id": elsewhere["id"], "values": ["a"]}) == [
        "/condition/question_id"
    ]
    assert await error_pointers(session_id=other["session_ids"][0]) == ["/session_id"]


async def test_a_question_that_a_condition_refers_to_cannot_be_changed_or_deleted(admin):
    cohort = await a_cohort(admin)
    first = await ask(admin, cohort, **choice("a", "b"))
    dependent = await ask(admin, cohort, condition={"question_id": first["id"], "values": ["b"]})
    path = f"/questions/{first['id']}"

    assert list(pointers(await admin.patch(path, json={"options": [{"value": "a", "label": "A"}]}))) == [
        "/options"
    ]
    assert list(pointers(await admin.patch(path, json={"position": 9}))) == ["/position"]
    assert list(pointers(await admin.patch(path, json={"kind": "text", "options": []}))) == ["/kind"]
    assert list(pointers(await admin.patch(path, json={"sensitive": True}))) == ["/sensitive"]
    assert (await admin.patch(path, json={"retired": True})).status_code == 409
    assert (await admin.delete(path)).status_code == 409
    assert (await admin.delete(f"/questions/{dependent['id']}")).status_code == 204
    assert (await admin.delete(path)).status_code == 204
    assert (await admin.get(path)).status_code == 404


async def test_a_patch_of_a_question_changes_the_fields_given_unless_the_version_is_outdated(admin):
    cohort = await a_cohort(admin)
    question = await ask(admin, cohort)
    path = f"/questions/{question['id']}"

    changed = (await admin.patch(path, json={"help": "Därför.", "position": 7, "version": 1})).json()
    late = await admin.patch(path, json={"help": "Nej.", "version": 1})

    assert changed == question | {"help": "Därför.", "position": 7, "version": 2}
    assert (late.status_code, late.json()["current"]) == (409, changed)
    assert (await admin.patch(path, json={"help": None})).json()["help"] is None


async def test_answers_are_checked_against_the_questions_and_all_errors_reported_at_once(admin):
    cohort = await a_cohort(admin, sessions=2)
    one, other = cohort["session_ids"]
    questions = {
        name: await ask(admin, cohort, **fields)
        for name, fields in {
            "text": {"required": True},
            "of": choice("a", "b"),
            "number": {"kind": "number"},
            "day": {"kind": "date"},
            "bool": {"kind": "yes_no"},
            "several": choice("a", "b", kind="several_of"),
            "only_first": {"session_id": one, "required": True},
            "only_other": {"session_id": other, "required": True},
        }.items()
    }
    wrong = {
        questions[name]["id"]: value
        for name, value in {
            "of": "c", "number": "tolv", "day": "igår", "bool": "kanske", "several": ["a", "c"], "only_other": 3,
        }.items()
    } | {NOWHERE: "x"}  # fmt: skip

    answer = await register(admin, cohort, session_ids=[one], answers=wrong)

    assert set(pointers(answer)) == {
        f"/answers/{questions[name]['id']}"
        for name in ("text", "of", "number", "day", "bool", "several", "only_first")
    } | {f"/answers/{NOWHERE}"}
    assert await everything(admin, "/registrations") == []
    right = {
        "text": " Allt ",
        "of": "a",
        "number": 2.5,
        "day": "2027-01-20",
        "bool": False,
        "several": ["b", "a"],
    }
    ordinary_answers = {questions[name]["id"]: value for name, value in right.items()}
    kept = await a_registration(
        admin, cohort["id"], "bo@skola.example", session_ids=[one],
        answers=ordinary_answers | {questions["only_first"]["id"]: "Ja", questions["only_other"]["id"]: "Inte frågad"},
    )  # fmt: skip
    expected = ordinary_answers | {questions["text"]["id"]: "Allt", questions["several"]["id"]: ["a", "b"]}
    assert kept["answers"] == expected | {questions["only_first"]["id"]: "Ja"}


async def test_an_answer_to_a_question_whose_condition_fails_is_not_stored(admin):
    cohort = await a_cohort(admin)
    lunch = await ask(admin, cohort, kind="yes_no", label="Äter du lunch?")
    what = await ask(admin, cohort, required=True, condition={"question_id": lunch["id"], "values": ["yes"]})

    no = await a_registration(
        admin, cohort["id"], "a@skola.example", answers={lunch["id"]: False, what["id"]: "Gröt"}
    )
    yes = await register(admin, cohort, answers={lunch["id"]: True})

    assert no["answers"] == {lunch["id"]: False}
    assert list(pointers(yes)) == [f"/answers/{what['id']}"]


async def test_sensitive_answers_are_counted_and_never_shown(api, admin):
    cohort = await a_cohort(admin, sessions=2, capacity=2)
    needs = await ask(admin, cohort, **choice("vegan", "fisk", kind="several_of", sensitive=True))
    access = await ask(admin, cohort, kind="long_text", sensitive=True)
    ordinary = await ask(admin, cohort, kind="yes_no")
    one, other = cohort["session_ids"]
    submissions = [
        ("a", [one], {needs["id"]: ["vegan"], access["id"]: "Hörslinga", ordinary["id"]: True}),
        ("b", [one, other], {needs["id"]: ["vegan", "fisk"], ordinary["id"]: False}),
        ("c", [other], {ordinary["id"]: True}),
        ("d", [one], {needs["id"]: ["fisk"]}),  # waits
    ]
    for name, sessions, answers in submissions:
        shown = await a_registration(
            admin, cohort["id"], f"{name}@skola.example", session_ids=sessions, answers=answers
        )
        assert shown["answers"] == {key: value for key, value in answers.items() if key == ordinary["id"]}

    async def counts(question, **query):
        answer = await admin.get(f"/questions/{question['id']}/counts", params=query)
        assert answer.status_code == 200, answer.text
        found = answer.json()
        counted = {option["value"]: option["count"] for option in found["options"]}
        return found["registered"], found["answered"], found["written"], counted

    assert await counts(needs) == (3, 2, 0, {"vegan": 2, "fisk": 1})
    assert await counts(needs, session_id=other) == (2, 1, 0, {"vegan": 1, "fisk": 1})
    assert await counts(access) == (3, 1, 1, {})
    assert await counts(ordinary) == (3, 3, 0, {"yes": 2, "no": 1})
    whole = [
        await admin.get(path)
        for path in ("/registrations", f"/sessions/{one}/seats", "/people", "/questions")
    ]
    assert not any("Hörslinga" in answer.text for answer in whole)
    outbox = await api.pool.fetch("select payload from outbox")
    assert not any("Hörslinga".encode() in row["payload"] for row in outbox)
    assert "Hörslinga" not in str(await api.pool.fetch("select answers from registration"))
    viewer = await api.client("viewer")
    assert (await viewer.get(f"/questions/{needs['id']}/counts")).json()["answered"] == 2


async def test_the_counts_of_a_question_show_when_and_how_many_answers_were_erased(api, admin):
    cohort = await a_cohort(admin)
    needs = await ask(admin, cohort, **choice("vegan", "fisk", sensitive=True))
    for name in "ab":
        await a_registration(admin, cohort["id"], f"{name}@skola.example", answers={needs["id"]: "vegan"})

    await erase_sensitive_answers.erase(api.pool, an_initiator(now=times.now() + timedelta(days=60)))

    counts = (await admin.get(f"/questions/{needs['id']}/counts")).json()
    assert (counts["registered"], counts["answered"], counts["erased"]) == (2, 0, 2)
    assert {option["count"] for option in counts["options"]} == {0}
    assert (
        counts["erased_at"] == (await admin.get(f"/questions/{needs['id']}")).json()["erased_at"] is not None
    )


async def test_a_change_of_answers_replaces_all_ordinary_ones_and_keeps_sensitive_ones(api, admin):
    cohort = await a_cohort(admin)
    plain, secret = await ask(admin, cohort), await ask(admin, cohort, sensitive=True, required=True)
    registration = await a_registration(
        admin, cohort["id"], "a@skola.example", answers={plain["id"]: "Ett", secret["id"]: "Nötter"}
    )
    path = f"/registrations/{registration['id']}"

    async def secrets():
        return [row["answer"] for row in await api.pool.fetch("select answer from sensitive_answer")]

    cleared = (await admin.patch(path, json={"answers": {}, "version": 1})).json()
    assert (cleared["answers"], cleared["version"], await secrets()) == ({}, 2, ["Nötter"])
    assert (await admin.patch(path, json={"answers": {}, "version": 1})).status_code == 409
    assert (await admin.patch(path, json={"answers": {secret["id"]: "Ägg"}})).json()["version"] == 3
    assert await secrets() == ["Ägg"]
    assert list(pointers(await admin.patch(path, json={"answers": {secret["id"]: None}}))) == [
        f"/answers/{secret['id']}"
    ]


async def test_an_answered_question_keeps_its_kind_and_options_and_can_only_be_retired(admin):
    cohort = await a_cohort(admin)
    question = await ask(admin, cohort, **choice("a", "b"))
    secret = await ask(admin, cohort, sensitive=True)
    answered = await a_registration(
        admin, cohort["id"], "a@skola.example", answers={question["id"]: "a", secret["id"]: "Nötter"}
    )
    path = f"/questions/{question['id']}"
    more = [{"value": value, "label": value} for value in "abc"]

    for body in ({"kind": "text", "options": []}, {"sensitive": True}, {"options": more[1:]}):
        assert (await admin.patch(path, json=body)).status_code == 409
    assert (await admin.delete(path)).status_code == 409
    assert (await admin.delete(f"/questions/{secret['id']}")).status_code == 409
    assert (await admin.patch(path, json={"options": more, "label": "Ny text"})).status_code == 200
    retired = (await admin.patch(path, json={"retired": True})).json()
    assert retired["retired"] is True
    assert (await admin.patch(f"/questions/{secret['id']}", json={"retired": True})).status_code == 200
    after = await a_registration(admin, cohort["id"], "b@skola.example")
    assert after["answers"] == {}
    kept = await admin.patch(f"/registrations/{answered['id']}", json={"answers": answered["answers"]})
    assert kept.json()["answers"] == {question["id"]: "a"}
    assert (await admin.patch(path, json={"retired": False})).json()["retired"] is False


async def test_answers_in_a_cohort_without_questions_are_stored_as_they_are(admin):
    cohort = await a_cohort(admin)
    before = await a_registration(
        admin, cohort["id"], "a@skola.example", answers={"kost": "gröt", "antal": 2, "djup": {"a": [1]}}
    )
    question = await ask(admin, cohort)

    after = await admin.patch(
        f"/registrations/{before['id']}", json={"answers": before["answers"] | {question["id"]: "Ja"}}
    )

    assert after.json()["answers"] == {"kost": "gröt", "antal": 2, "djup": {"a": [1]}, question["id"]: "Ja"}
    other = await admin.patch(f"/registrations/{before['id']}", json={"answers": {"kost": "soppa"}})
    assert list(pointers(other)) == ["/answers/kost"]


async def test_a_consent_has_versions_and_a_registration_shows_which_was_accepted(admin):
    cohort = await a_cohort(admin)
    path = f"/cohorts/{cohort['id']}/consent"
    assert (await admin.get(path)).json() == {"version": 0, "text": None, "text_en": None, "made_at": None}

    first = (await admin.put(path, json={"text": "Du får vara med på bild."})).json()
    again = (await admin.put(path, json={"text": "Du får vara med på bild."})).json()
    second = (await admin.put(path, json={"text": "Ingen bild.", "text_en": "No picture."})).json()

    assert (first["version"], again, second["version"]) == (1, first, 2)
    accepted = await a_registration(admin, cohort["id"], "a@skola.example", consent_version=2)
    assert accepted["consent_version"] == 2
    assert accepted["consented_at"]
    old = await register(admin, cohort, consent_version=1)
    assert list(pointers(old)) == ["/consent_version"]
    none = (await a_registration(admin, cohort["id"], "b@skola.example"))["consent_version"]
    assert none is None
    assert (await admin.put(path, json={"text": None})).json()["version"] == 3
    assert list(pointers(await register(admin, cohort, consent_version=3))) == ["/consent_version"]
    assert list(pointers(await admin.put(path, json={"text": None, "text_en": "Yes"}))) == ["/text"]
    assert (await admin.get(f"/registrations/{accepted['id']}")).json()["consent_version"] == 2


async def test_accepting_an_invitation_through_the_api_requires_the_answers(admin):
    cohort = await a_cohort(admin)
    question = await ask(admin, cohort, required=True)
    organisation = await made(admin, "/organisations", name="Skolan")
    await made(
        admin,
        "/people",
        name="Anna",
        email="anna@skola.example",
        positions=[{"organisation_id": organisation["id"]}],
    )
    audience = await made(admin, "/audiences", name="Alla", organisations=[organisation["id"]])
    await made(admin, "/invitation_rules", cohort_id=cohort["id"], audience_id=audience["id"])
    await admin.post(f"/cohorts/{cohort['id']}/invite")
    [invitation] = await everything(admin, "/invitations")
    path = f"/invitations/{invitation['id']}/answer"

    assert list(pointers(await admin.post(path, json={"answer": "yes"}))) == [f"/answers/{question['id']}"]
    yes = await admin.post(path, json={"answer": "yes", "answers": {question["id"]: "Allt"}})
    again = await admin.post(path, json={"answer": "yes"})

    shown = (await admin.get(f"/registrations/{yes.json()['registration_id']}")).json()
    assert (shown["answers"], again.status_code) == ({question["id"]: "Allt"}, 200)
    assert (await admin.post(path, json={"answer": "no"})).status_code == 200


async def test_questions_of_another_organiser_are_not_found(api, admin):
    cohort = await a_cohort(admin)
    question = await ask(admin, cohort)
    stranger = await api.client("admin", tenant="granne")
    path, consent = f"/questions/{question['id']}", f"/cohorts/{cohort['id']}/consent"

    assert await everything(stranger, "/questions", cohort_id=cohort["id"]) == []
    for answer in (
        await stranger.get(path), await stranger.get(f"{path}/counts"), await stranger.patch(path, json={"label": "Nej"}),
        await stranger.delete(path), await stranger.get(consent), await stranger.put(consent, json={"text": "Nej"}),
        await stranger.post("/questions", json={"cohort_id": cohort["id"], "kind": "text", "label": "Nej"}),
    ):  # fmt: skip
        assert answer.status_code == 404, answer.request.url
    viewer = await api.client("viewer")
    assert (await viewer.get(path)).json() == question
    assert (await viewer.put(consent, json={"text": "Nej"})).status_code == 403
    assert (await viewer.delete(path)).status_code == 403


async def test_a_cohort_has_at_most_fifty_questions(admin):
    cohort = await a_cohort(admin)
    gone = await ask(admin, cohort)
    await admin.patch(f"/questions/{gone['id']}", json={"retired": True})
    for _ in range(50):
        await ask(admin, cohort)

    answer = await admin.post("/questions", json={"cohort_id": cohort["id"], "kind": "text", "label": "Mer?"})

    assert list(pointers(answer)) == ["/cohort_id"]
    again = await admin.patch(f"/questions/{gone['id']}", json={"retired": False})
    assert list(pointers(again)) == ["/cohort_id"]
    assert (await admin.patch(f"/questions/{gone['id']}", json={"label": "Förr"})).status_code == 200


async def test_a_session_that_a_question_is_about_cannot_be_deleted(admin):
    cohort = await a_cohort(admin)
    question = await ask(admin, cohort, session_id=cohort["session_ids"][0])

    assert (await admin.delete(f"/sessions/{cohort['session_ids'][0]}")).status_code == 409
    assert (await admin.delete(f"/questions/{question['id']}")).status_code == 204
    assert (await admin.delete(f"/sessions/{cohort['session_ids'][0]}")).status_code == 204
