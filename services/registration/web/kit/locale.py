"""The language of a page, and URLs that carry the reader's choice without a cookie."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request

from services.registration.web.language import preferred
from shared.language import Language


class Locale(msgspec.Struct, frozen=True):
    """The language of a page; `chosen` if the reader picked it on the page, so that links and forms repeat it."""

    language: Language
    chosen: bool = False

    @property
    def other(self) -> Language:
        return "sv" if self.language == "en" else "en"

    def address(self, path: str, **query: str) -> str:
        """A path on this site with query parameters, and the chosen language if there is one."""
        parameters = {**query, "lang": self.language} if self.chosen else query
        return f"{path}?{urlencode(parameters)}" if parameters else path


def locale_of(
    request: Request[Any, Any, Any], person: Language | None = None, *, is_chosen: bool = False
) -> Locale:
    """The language chosen on the page, else the person's, else the browser's, else Swedish.

    Swedish is also the default of a person who never chose. Then a browser that accepts English and not Swedish gets
    English, unless the person has chosen Swedish themselves.
    """
    # Most requests have no query string, and Litestar parses even an empty one.
    language = request.query_params.get("lang") if request.scope["query_string"] else None
    if language in {"sv", "en"}:
        return Locale("en" if language == "en" else "sv", chosen=True)
    if person == "en" or (person and is_chosen):
        return Locale(person)
    accept_language = request.headers.get("accept-language", "")
    if person == "sv" and "sv" in accept_language.lower():
        return Locale("sv")
    return Locale(preferred(accept_language))
