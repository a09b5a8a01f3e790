"""Pages that only say what is so and what to do: a dead link, too late, cancelled, an error of ours."""

import msgspec
from litestar import Response

from services.registration.store.erasures import Erasure
from services.registration.store.views.participant import CohortSetting, Organiser
from services.registration.web.kit.layout import HasContact, Layout, Link, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Layout
    hero: Hero
    texts: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    link: Link | None = None
    is_link_primary: bool = True
    reference: str | None = None


def message(
    spoken: Locale,
    setting: CohortSetting | Organiser | None,
    *,
    here: str,
    status: int,
    heading: str,
    leads: tuple[str, ...],
    kind: str | None = None,
    texts: tuple[str, ...] = (),
    facts: tuple[Fact, ...] = (),
    link: Link | None = None,
    query: dict[str, str] | None = None,
    asked: HasContact | None = None,
    ask: str | None = None,
    more_links: tuple[Link, ...] = (),
) -> Response[bytes]:
    """Answer with such a page."""
    page = MessagePage(
        frame=build_layout(
            spoken,
            setting,
            title=heading,
            here=here,
            query=query,
            asked=asked,
            ask=ask,
            more_links=more_links,
        ),
        hero=Hero(heading=heading, kind=kind, leads=leads),
        texts=texts,
        facts=facts,
        link=link,
    )
    return respond("message", page, language=spoken.language, status=status)


def bad_link(spoken: Locale, *, here: str) -> Response[bytes]:
    """Not a link of ours, or of another kind: nothing is known, so nothing is said of anybody."""
    said = WORDING[spoken.language].after
    return message(
        spoken,
        None,
        here=here,
        status=404,
        heading=said.bad_link,
        leads=(said.bad_link_lead,),
        texts=(said.bad_link_more,),
    )


def dead_link(spoken: Locale, setting: CohortSetting, *, here: str) -> Response[bytes]:
    """A link that was right once. Whom it was for is not said: it may be in other hands by now."""
    said = WORDING[spoken.language].after
    return message(
        spoken, setting, here=here, status=404, heading=said.dead_link, leads=(said.dead_link_lead,)
    )


def erased(spoken: Locale, setting: CohortSetting, erasure: Erasure, *, here: str) -> Response[bytes]:
    """What a personal link leads to once its person has been erased, or is being erased."""
    said = WORDING[spoken.language].data
    is_done = erasure.scrubbed_at is not None
    lead = said.erased_lead if is_done else said.erasing_lead
    return message(
        spoken,
        setting,
        here=here,
        status=410,
        heading=said.erased if is_done else said.erasing,
        leads=(lead.format(organiser=setting.organiser_name),),
        texts=(*(() if is_done else (said.erasing_when,)), said.counted, said.copies),
    )
