"""Which language a page speaks, and addresses that keep the choice without a cookie."""

from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Request

from services.registration.web.language import preferred
from shared.events import Language


class Locale(msgspec.Struct, frozen=True):
    """A page's language; `chosen` if the reader chose it on the page, so that links and forms carry it on."""

    language: Language
    chosen: bool = False

    @property
    def other(self) -> Language:
        return "sv" if self.language == "en" else "en"

    def address(self, path: str, **query: str) -> str:
        """An address on our site, in the language chosen."""
        asked = {**query, "lang": self.language} if self.chosen else query
        return f"{path}?{urlencode(asked)}" if asked else path


def locale_of(
    request: Request[Any, Any, Any], person: Language | None = None, *, is_chosen: bool = False
) -> Locale:
    """What was chosen on the page, else what the person is known by, else what the browser asks for, else Swedish.

    Swedish is also what stands for a person of whom nothing is known: then a browser that asks for English and
    does not mention Swedish at all is believed, unless they have chosen Swedish themselves.
    """
    # Most pages are asked for without a query; Litestar takes even an empty one apart.
    wanted = request.query_params.get("lang") if request.scope["query_string"] else None
    if wanted in {"sv", "en"}:
        return Locale("en" if wanted == "en" else "sv", chosen=True)
    if person == "en" or (person and is_chosen):
        return Locale(person)
    asked = request.headers.get("accept-language", "")
    if person == "sv" and "sv" in asked.lower():
        return Locale("sv")
    return Locale(preferred(asked))
