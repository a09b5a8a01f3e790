"""Pages that only inform and say what to do: a dead link, a passed deadline, a cancellation."""

import msgspec
from litestar import Response

from services.registration.store.erasures import Erasure
from services.registration.store.views.participant import CohortSetting
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.parts import Fact, Hero
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING


class SendAgain(msgspec.Struct, frozen=True, kw_only=True):
    """A form that posts the same fields to the same address once more; `text` is its button."""

    action: str
    fields: tuple[tuple[str, str], ...]
    text: str


class PostButton(msgspec.Struct, frozen=True, kw_only=True):
    """A form with one button; `is_primary`: it is what the page is for, and comes first."""

    action: str
    field: str
    value: str
    text: str
    is_primary: bool = False


class MessagePage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    texts: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    button: PostButton | None = None
    link: Link | None = None
    is_link_primary: bool = True
    reference: str | None = None
    send_again: SendAgain | None = None


def message(
    context: PageContext,
    *,
    status: int,
    heading: str,
    leads: tuple[str, ...],
    kind: str | None = None,
    texts: tuple[str, ...] = (),
    facts: tuple[Fact, ...] = (),
    link: Link | None = None,
    button: PostButton | None = None,
) -> Response[bytes]:
    """Answer with such a page; `kind` is shown above the heading, `leads` below it."""
    page = MessagePage(
        layout=build_layout(context, title=heading),
        hero=Hero(heading=heading, kind=kind, leads=leads),
        texts=texts,
        facts=facts,
        link=link,
        button=button,
    )
    return respond("message", page, language=context.locale.language, status=status)


def bad_link(locale: Locale, *, here: str) -> Response[bytes]:
    """The token is not ours or of another kind; the page reveals nothing."""
    sentences = WORDING[locale.language].after
    return message(
        PageContext(locale, None, here=here),
        status=404,
        heading=sentences.bad_link,
        leads=(sentences.bad_link_lead,),
        texts=(sentences.bad_link_more,),
    )


def dead_link(locale: Locale, setting: CohortSetting, *, here: str) -> Response[bytes]:
    """The link was valid once. The page does not name its person, because the link may have been passed on."""
    sentences = WORDING[locale.language].after
    return message(
        PageContext(locale, setting, here=here),
        status=404,
        heading=sentences.dead_link,
        leads=(sentences.dead_link_lead,),
        link=Link(sentences.dead_link_again, locale.address(f"/{setting.slug}/lank")),
    )


def erased(locale: Locale, setting: CohortSetting, erasure: Erasure, *, here: str) -> Response[bytes]:
    """What a personal link leads to once its person has been erased, or is being erased."""
    sentences = WORDING[locale.language].data
    is_done = erasure.scrubbed_at is not None
    lead = sentences.erased_lead if is_done else sentences.erasing_lead
    return message(
        PageContext(locale, setting, here=here),
        status=410,
        heading=sentences.erased if is_done else sentences.erasing,
        leads=(lead.format(organiser=setting.organiser_name),),
        texts=(*(() if is_done else (sentences.erasing_when,)), sentences.counted, sentences.copies),
    )
