"""Error pages: not found, too many requests, database unavailable, internal errors."""

from typing import Final

from litestar import Response

from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.message import MessagePage
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING
from shared import logs
from shared.events import Language

_OURS: Final = 500


def page_for(status: int, language: Language, reference: str | None = None) -> Response[bytes]:
    """A plain page that says what happened and what to do. It reveals only a reference, which the log repeats.

    It depends on the status code alone, so that it can be shown when nothing else works.
    """
    words = WORDING[language]
    texts = words.status.by_status.get(status, words.status.other)
    reference = reference or logs.correlation.get()
    page = MessagePage(
        layout=build_layout(PageContext(Locale(language), None, here=""), title=texts.title),
        hero=Hero(heading=texts.title, leads=(texts.detail,)),
        link=Link(words.common.to_start, "/"),
        is_link_primary=False,
        reference=words.common.reference.format(reference=reference)
        if reference and status >= _OURS
        else None,
    )
    return respond("message", page, language=language, status=status)
