"""Every URL is listed in routes.txt; every error that people can run into has a status, and words in both languages."""

from pathlib import Path

import pytest
from litestar.routes import HTTPRoute

from services.registration.app import create_app
from services.registration.domain import errors
from services.registration.settings import RegistrationSettings
from services.registration.web.errors import STATUS
from services.registration.web.wording import error_words

LIST = Path(__file__).parent / "routes.txt"


def kinds(parent):
    for kind in parent.__subclasses__():
        yield kind
        yield from kinds(kind)


ERRORS = sorted(set(kinds(errors.RegistrationError)), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_words_in_both_languages(kind):
    assert 400 <= STATUS[kind] < 500
    swedish, english = error_words(kind, "sv"), error_words(kind, "en")
    assert all((swedish.title, swedish.detail, english.title, english.detail))
    assert (swedish.title, swedish.detail) != (english.title, english.detail)


def test_the_listed_routes_are_exactly_those_of_the_app():
    app = create_app(
        RegistrationSettings(
            database_url="postgresql://nowhere",
            redis_url="redis://127.0.0.1:1/0",
            base_url="http://kallelse.example",
            link_keys=f"1:{'ab' * 16}",
            internal_secret="made-up",
            notify_url="http://127.0.0.1:1",
        )
    )
    answered = {
        f"{method} {route.path}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if method != "OPTIONS"
    }

    # Removing a URL breaks links of others, so it must be removed from the list on purpose.
    assert sorted(answered) == LIST.read_text(encoding="utf-8").splitlines()
