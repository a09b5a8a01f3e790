"""The audit log has words in both languages for each action, and for each field that a change can name."""

import ast
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest

from services.registration.domain import api_token, cohort, invitation, programme, question, tenant
from services.registration.domain.audit import _IDS, _NOT_TOLD
from services.registration.domain.directory import audience, contact, organisation, person
from services.registration.domain.permissions import PERMISSIONS, READ, READ_AS_ADMIN
from services.registration.domain.sessions import session
from services.registration.web.wording import WORDING

SOURCE = Path(__file__).parents[3] / "services/registration"
LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])
CHANGED = (
    session.Session, cohort.Cohort, programme.Programme, organisation.Organisation, person.Person, person.Position,
    audience.Audience, invitation.InvitationRule, question.Question, tenant.Organiser, api_token.NewApiToken,
    contact.Contact,
)  # fmt: skip
# Set by the service, or stored only with the picture.
NEVER_CHANGED = {"logo_width", "logo_height"}


def written() -> set[tuple[str, str]]:
    """Each action that is written with a literal name, with the kind of its subject."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.write":
                action, subject = node.args[2:4]
                if isinstance(action, ast.Constant) and isinstance(subject, ast.Tuple):
                    found.add((action.value, ast.literal_eval(subject.elts[0])))
    return found


@LANGUAGES
def test_each_action_has_a_phrase_and_belongs_to_a_group(language):
    words = WORDING[language].staff_log
    actions = {action for action, _ in written()} | set(PERMISSIONS) - {READ, READ_AS_ADMIN}

    assert len(written()) > 50
    assert actions <= set(words.actions)
    assert {action.partition(".")[0] for action in words.actions} <= set(words.groups)
    assert {kind for _, kind in written()} <= set(words.kinds)


@LANGUAGES
def test_each_field_that_a_change_can_name_has_a_label(language):
    names = {
        field.name
        for kind in CHANGED
        for field in msgspec.structs.fields(kind)
        if field.name not in _NOT_TOLD | _IDS | NEVER_CHANGED
    }

    assert names - set(WORDING[language].staff_log.fields) == set()


@LANGUAGES
def test_each_value_that_a_field_can_be_chosen_from_has_words(language):
    values = {
        value for kind in CHANGED for type_ in get_type_hints(kind).values() for value in _chosen_from(type_)
    }

    assert {"invitation_only", "kallelse", "on_site"} <= values
    assert values - set(WORDING[language].staff_log.values) == set()


def _chosen_from(type_) -> set[str]:
    if get_origin(type_) is Literal:
        return set(get_args(type_))
    return {value for part in get_args(type_) for value in _chosen_from(part)}


def test_the_languages_say_the_same_things():
    swedish, english = WORDING["sv"].staff_log, WORDING["en"].staff_log
    for name in ("actions", "groups", "kinds", "fields", "values", "actors", "actor_groups"):
        assert set(getattr(swedish, name)) == set(getattr(english, name)), name
