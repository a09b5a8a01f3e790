"""Pages for what goes wrong: no such page, too much at once, the database away, our own faults."""

from typing import Final

from litestar import Response

from services.registration.web.kit.layout import Link, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.message import MessagePage
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING
from shared import logs
from shared.events import Language

_OURS: Final = 500


def page_for(status: int, language: Language, reference: str | None = None) -> Response[bytes]:
    """A plain page that says what is so and what to do. It reveals nothing but a reference to look for in the log.

    Known by its status alone, so that it can be shown when nothing else works.
    """
    words = WORDING[language]
    said = words.status.by_status.get(status, words.status.other)
    reference = reference or logs.correlation.get()
    page = MessagePage(
        frame=build_layout(Locale(language), None, title=said.title, here=""),
        hero=Hero(heading=said.title, leads=(said.detail,)),
        link=Link(words.common.to_start, "/"),
        is_link_primary=False,
        reference=words.common.reference.format(reference=reference)
        if reference and status >= _OURS
        else None,
    )
    return respond("message", page, language=language, status=status)
