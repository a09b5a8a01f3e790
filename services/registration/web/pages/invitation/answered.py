"""The pages of an invitation that is declined or can no longer be answered."""

from collections.abc import Sequence

import msgspec
from litestar import Response

from services.registration.web.kit import phrases
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.kit.layout import Layout, Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.responses import respond
from services.registration.web.pages.invitation.availability import Availability
from services.registration.web.pages.invitation.dates import InvitationContext
from services.registration.web.pages.invitation.forwarded_page import somebody_else
from services.registration.web.pages.invitation.standing import standing
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
    context: InvitationContext,
    *,
    is_saved: bool = False,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    """The page after a no. It asks for the reason of an inbjudan only: a kallelse requires the reason with the no."""
    words, language = context.words, context.locale.language
    sentences = words.after
    is_summons = context.invitation.kind == "kallelse"
    heading = sentences.excused if is_summons else sentences.declined
    name = phrases.first_name(context.setting)
    thanks = sentences.thanks_name.format(name=name) if name else sentences.thanks
    page = DeclinedPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=context.path),
            title=heading,
            is_error=bool(mistakes),
        ),
        hero=Hero(
            kind=context.setting.programme_title,
            heading=heading,
            leads=(f"{thanks} {sentences.excused_lead if is_summons else sentences.declined_lead}",),
        ),
        action=context.locale.address(context.path),
        summary=summary(mistakes, words),
        saved=sentences.reason_saved if is_saved and context.invitation.message else None,
        reason=None if is_summons else _reason(context, form, mistakes),
        change_mind=sentences.change_mind_until.format(
            day=dates.day_in_words(context.invitation.respond_by, language)
        )
        if context.invitation.respond_by and not is_summons
        else sentences.change_mind_open,
        open_again=context.locale.address(context.path, svara="1"),
        somebody_else=somebody_else(context),
    )
    return respond("declined", page, language=language, status=422 if mistakes else 200)


def unavailable(context: InvitationContext, availability: Availability) -> Response[bytes]:
    """The page of an invitation that cannot be answered (410, a draft 404), or only on the participant's own page (200)."""
    sentences, invitation, title = context.words.after, context.invitation, context.setting.programme_title
    my_page_link = None
    status = _GONE
    texts: tuple[str, ...] = (sentences.too_late_more,)
    if availability == "cancelled":
        heading, lead, texts = sentences.cancelled.format(title=title), sentences.cancelled_lead, ()
    elif availability == "draft":
        heading, lead, texts, status = sentences.draft, sentences.draft_lead, (), 404
    elif availability == "over":
        heading, lead, texts = sentences.over, sentences.over_lead, ()
    elif availability == "closed":
        heading, lead = sentences.closed, sentences.closed_lead
    else:
        heading, lead = sentences.too_late, sentences.too_late_lead_undated
        if invitation.respond_by:
            lead = sentences.too_late_lead.format(
                day=dates.day_in_words(invitation.respond_by, context.locale.language)
            )
    if context.my_path and availability in {"late", "closed"} and (now := standing(context)):
        # Changes are made on the participant's own page.
        my_page_link = Link(sentences.to_my_page, context.locale.address(context.my_path))
        texts = (" ".join((*now, sentences.too_late_own)), *texts)
        status = 200
    return message(
        PageContext(context.locale, context.setting, here=context.path),
        status=status,
        heading=heading,
        leads=(lead,),
        kind=None if heading.endswith(title) else title,
        texts=texts,
        link=my_page_link,
    )


def _reason(context: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]) -> Field:
    sentences = context.words.after
    return Field(
        name="reason",
        label=sentences.reason_label,
        kind="long",
        hint=sentences.reason_hint,
        value=redisplay(form.text("reason")) if form else context.invitation.message or "",
        error=error_at("reason", mistakes),
        error_prefix=context.words.common.error_prefix,
    )
