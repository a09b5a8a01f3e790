"""Error pages: not found, too many requests, database unavailable, internal errors."""

from typing import Final

from litestar import Response

from services.registration.web.kit.forms.posted_form import KeptForm
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.message import MessagePage, SendAgain
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING
from services.registration.web.wording.words.parts import TitledText
from shared import logs
from shared.language import Language

_OURS: Final = 500
_AWAY: Final = 503


def page_for(
    status: int,
    language: Language,
    reference: str | None = None,
    *,
    posted: KeptForm | None = None,
    leads_out: bool = False,
    texts: TitledText | None = None,
) -> Response[bytes]:
    """A plain page that says what happened and what to do. It reveals only a reference, which the log repeats.

    It depends on the status code and on what was posted alone, so that it can be shown when nothing else works.
    Somebody whose post was not taken gets it back on the page, with a button that sends it once more. `leads_out`: a post
    that is taken redirects to another site. `texts`: what is said instead of the usual.
    """
    words = WORDING[language]
    texts = texts or words.status.by_status.get(status, words.status.other)
    if posted is not None and status == _AWAY:
        texts = words.status.not_sent
    reference = reference or logs.correlation.get()
    page = MessagePage(
        layout=build_layout(PageContext(Locale(language), None, here=""), title=texts.title),
        hero=Hero(heading=texts.title, leads=(texts.detail,)),
        link=Link(words.common.to_start, "/"),
        is_link_primary=False,
        reference=words.common.reference.format(reference=reference)
        if reference and status >= _OURS
        else None,
        send_again=SendAgain(action=posted.action, fields=posted.fields, text=words.status.send_again)
        if posted is not None
        else None,
    )
    return respond("message", page, language=language, status=status, leads_out=leads_out)
