"""Swedish order and search, ids that sort by time, logs that name nobody."""

import io
import json
import logging
import uuid

from hypothesis import given
from hypothesis import strategies as st

from shared import ids, logs, swedish
from tests.support.texts import LETTER


def test_names_are_sorted_in_swedish_order():
    names = [
        "Örebro kommun",
        "Ängelholm",
        "Åre",
        "Zinkgruvan",
        "André",
        "Andersson",
        "Ærø",
        "Wallin",
        "Vallin",
    ]

    assert sorted(names, key=swedish.sort_key) == [
        "Andersson", "André", "Vallin", "Wallin", "Zinkgruvan", "Åre", "Ängelholm", "Ærø", "Örebro kommun",
    ]  # fmt: skip


def test_swedish_letters_sort_alike_composed_and_decomposed():
    assert swedish.sort_key("Ångström") == swedish.sort_key("Ångström")


def test_a_search_finds_a_name_without_its_accents():
    assert "oberg" in swedish.search_key("Karin  ÖBERG-Müller")
    assert swedish.search_key("Łukasz Đorđe Ærø") == "lukasz dorde aero"


@given(st.text(LETTER))
def test_any_text_has_a_sort_key_and_a_search_key(text):
    swedish.sort_key(text)
    swedish.search_key(text)


def test_ids_sort_by_the_time_they_were_made():
    made_ids = [ids.new() for _ in range(1000)]

    assert all(made_id.version == 7 for made_id in made_ids)
    assert [made_id.int >> 80 for made_id in made_ids] == sorted(made_id.int >> 80 for made_id in made_ids)
    assert len(set(made_ids)) == 1000


def logged(act) -> dict:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines("test"))
    logger = logging.getLogger("test_logs")
    logger.propagate = False
    logger.handlers = [handler]
    act(logger)
    return json.loads(stream.getvalue())


def test_no_address_and_no_personal_link_reaches_a_log():
    token = "A" * 48
    entry = logged(
        lambda log: log.warning(
            "to karin@skola.example", extra={"url": f"https://x.example/i/{token}?ny=1", "n": 3}
        )
    )

    assert entry["event"] == "to …@…"
    assert entry["url"] == "https://x.example/i/…?ny=1"
    assert entry["n"] == 3


def test_the_text_of_an_exception_is_not_logged():
    def act(log):
        try:
            int("Karin Lindgren skrev fel")
        except ValueError:
            log.exception("form.failed")

    entry = logged(act)

    assert entry["error"] == "ValueError"
    assert "Karin" not in json.dumps(entry)
    assert "test_swedish_ids_and_logs" in entry["where"][0]


def test_a_log_line_has_the_correlation_id():
    token = logs.correlation.set("abc")
    try:
        assert logged(lambda log: log.warning("something.happened"))["correlation_id"] == "abc"
    finally:
        logs.correlation.reset(token)


def test_ids_of_one_process_ascend_also_within_a_millisecond():
    made = [ids.new() for _ in range(20_000)]

    assert made == sorted(set(made))
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}
