"""The questions of a scenario file are stored as written and exported as they are now."""

import tomllib
from datetime import UTC, datetime

from services.registration.actions.cohorts import change_question, set_consent
from services.registration.commands import export_file, import_file
from services.registration.domain.question import QuestionChanges
from services.registration.store import questions
from shared import postgres
from tests.support.caller import a_caller
from tests.support.scenarios import save
from tests.unit.registration.test_scenario_questions import WHOLE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def test_questions_of_a_scenario_file_are_imported_and_exported_unchanged(database, tmp_path):
    path = save(tmp_path, WHOLE)
    assert (await import_file.run(database.registration_url, path, dry_run=True)).errors == []
    report = await import_file.run(database.registration_url, path)
    assert report.errors == []
    pool = await postgres.open_pool(database.registration_url, "registration", size=2)
    try:
        async with pool.acquire() as conn:
            cohort = await conn.fetchrow("select organiser_id, id, asks from cohort")
            form = await questions.read(conn, cohort["organiser_id"], cohort["id"])
            first, second, gone = form.questions
            assert (cohort["asks"], form.consent.version, form.consent.text) == (True, 1, "Bilder\ntas")
            assert (first.kind, first.help, first.sensitive, first.required) == (
                "yes_no", "Vi beställer.", True, False,
            )  # fmt: skip
            assert (second.condition.question_id, second.values(), second.position) == (
                first.id, ("vegan", "fisk"), 7,
            )  # fmt: skip
            assert second.session_id == await conn.fetchval("select id from session")
            assert gone.retired_at is not None
        text = await export_file.run(database.registration_url)
        assert tomllib.loads(text) == WHOLE
        for_viewer = tomllib.loads(await export_file.run(database.registration_url, for_viewer=True))
        assert for_viewer["question"] == WHOLE["question"]

        organiser_id = cohort["organiser_id"]
        await change_question.change(
            pool,
            a_caller(organiser_id, now=NOW),
            first.id,
            QuestionChanges(label="Lunch?"),
            retired=None,
            version=None,
        )
        await set_consent.set_consent(
            pool, a_caller(organiser_id, now=NOW), cohort["id"], text=None, text_en=None
        )
    finally:
        await pool.close()
    again = tomllib.loads(await export_file.run(database.registration_url))
    assert again["question"][0] == WHOLE["question"][0] | {"label": "Lunch?"}
    assert again["question"][1:] == WHOLE["question"][1:]
    assert "consent" not in again["cohort"][0]
