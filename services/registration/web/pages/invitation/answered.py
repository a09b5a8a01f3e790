"""What stands when an invitation has been answered with a no, or cannot be answered any more."""

from collections.abc import Sequence

import msgspec
from litestar import Response

from services.registration.web.kit import phrases
from services.registration.web.kit.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.posted_form import PostedForm, redisplay
from services.registration.web.kit.responses import respond
from services.registration.web.pages.invitation.availability import Standing
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.forwarded_page import somebody_else
from shared import dates

_GONE = 410


class DeclinedPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: Layout
    hero: Hero
    action: str
    summary: ErrorSummary | None
    saved: str | None
    reason: Field | None
    change_mind: str
    open_again: str
    somebody_else: Link | None


def declined(
    found: InvitationContext,
    *,
    is_saved: bool = False,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    """A no stands. The reason is asked for after an inbjudan only: whoever is called gave it with the no."""
    words, language = found.words, found.locale.language
    sentences = words.after
    is_summons = found.invitation.kind == "kallelse"
    heading = sentences.excused if is_summons else sentences.declined
    name = phrases.first_name(found.setting)
    thanks = sentences.thanks_name.format(name=name) if name else sentences.thanks
    page = DeclinedPage(
        layout=build_layout(
            PageContext(found.locale, found.setting, here=found.path), title=heading, is_error=bool(mistakes)
        ),
        hero=Hero(
            kind=found.setting.programme_title,
            heading=heading,
            leads=(f"{thanks} {sentences.excused_lead if is_summons else sentences.declined_lead}",),
        ),
        action=found.locale.address(found.path),
        summary=summary(mistakes, words),
        saved=sentences.reason_saved if is_saved and found.invitation.message else None,
        reason=None if is_summons else _reason(found, form, mistakes),
        change_mind=sentences.change_mind_until.format(
            day=dates.day_in_words(found.invitation.respond_by, language)
        )
        if found.invitation.respond_by and not is_summons
        else sentences.change_mind_open,
        open_again=found.locale.address(found.path, svara="1"),
        somebody_else=somebody_else(found),
    )
    return respond("declined", page, language=language, status=422 if mistakes else 200)


def shut(found: InvitationContext, standing: Standing) -> Response[bytes]:
    """It can no longer be answered; what one can do instead, and whom to ask."""
    sentences, invitation, title = found.words.after, found.invitation, found.setting.programme_title
    mine = None
    status = _GONE
    texts: tuple[str, ...] = (sentences.too_late_more,)
    if standing == "substituted":
        heading, lead, texts = (
            sentences.substituted,
            sentences.substituted_lead,
            (sentences.substituted_more,),
        )
        if invitation.organisation:
            lead = sentences.substituted_lead_organisation.format(organisation=invitation.organisation)
    elif standing == "cancelled":
        heading, lead, texts = sentences.cancelled.format(title=title), sentences.cancelled_lead, ()
    elif standing == "draft":
        heading, lead, texts, status = sentences.draft, sentences.draft_lead, (), 404
    elif standing == "over":
        heading, lead, texts = sentences.over, sentences.over_lead, ()
    elif standing == "closed":
        heading, lead = sentences.closed, sentences.closed_lead
    else:
        heading, lead = sentences.too_late, sentences.too_late_lead_undated
        if invitation.respond_by:
            lead = sentences.too_late_lead.format(
                day=dates.day_in_words(invitation.respond_by, found.locale.language)
            )
    if found.my_path and standing in {"late", "closed"}:
        # Registered, or called: what can still be done is done on one's own page.
        mine = Link(sentences.to_my_page, found.locale.address(found.my_path))
        texts = (sentences.too_late_yes, *texts)
        status = 200
    return message(PageContext(found.locale, found.setting, here=found.path), status=status, heading=heading, leads=(lead,), kind=None if heading.endswith(title) else title, texts=texts, link=mine)  # fmt: skip


def _reason(found: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]) -> Field:
    sentences = found.words.after
    return Field(
        name="reason",
        label=sentences.reason_label,
        kind="long",
        hint=sentences.reason_hint,
        value=redisplay(form.text("reason")) if form else found.invitation.message or "",
        error=error_at("reason", mistakes),
        error_prefix=found.words.common.error_prefix,
    )
