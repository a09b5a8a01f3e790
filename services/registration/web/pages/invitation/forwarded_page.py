"""The page `/i/…/annan`, and the texts about forwarding on the invitation itself."""

from collections.abc import Sequence

from litestar import Response

from services.registration.store.access.receipts import ReceiptLine
from services.registration.web.kit.forms.date_choice import DATES
from services.registration.web.kit.forms.fields import Field, Mistake, error_at, filled, summary
from services.registration.web.kit.forms.form_page import FormPage, PersonSection
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Hero, YesButton
from services.registration.web.kit.receipts import heading_of, leads_of
from services.registration.web.kit.responses import respond
from services.registration.web.pages.invitation.dates import InvitationContext, groups, terms
from shared import dates


def notes(context: InvitationContext) -> tuple[str, ...]:
    """The texts below the buttons: until when the answer can be changed, and whether the invitation may be forwarded."""
    sentences, invitation = context.words.forwarded, context.invitation
    if invitation.kind == "kallelse":
        return ()
    until = sentences.change_always
    if invitation.respond_by:
        until = sentences.change_until.format(
            day=dates.day_in_words(invitation.respond_by, context.locale.language)
        )
    mode = sentences.modes[context.setting.forwarding]
    return until, mode.format(organisation=invitation.organisation or sentences.organisation)


def somebody_else(context: InvitationContext) -> Link | None:
    """The link for a reader who is not the invited person; None for a kallelse, which is personal."""
    if context.invitation.kind == "kallelse":
        return None
    return Link(context.words.forwarded.somebody_else, context.locale.address(f"{context.path}/annan"))


def forwarded_page(
    context: InvitationContext, *, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    """The form; it does not reveal who was invited or what they answered."""
    words, sentences = context.words, context.words.forwarded
    choosable = context.choosable
    is_single = len(choosable) == 1
    mode = context.setting.forwarding
    lead = sentences.leads[mode].format(
        title=context.setting.programme_title,
        organisation=context.invitation.organisation or sentences.organisation,
    )
    page = FormPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=f"{context.path}/annan"),
            title=sentences.heading,
            is_error=bool(mistakes),
        ),
        hero=Hero(kind=context.setting.cohort_name, heading=sentences.heading, leads=(lead,)),
        action=context.locale.address(f"{context.path}/annan"),
        summary=summary(mistakes, words),
        dates_heading=words.invitation.the_date if is_single else sentences.which_dates,
        dates_hint=words.invitation.turn_off
        if len(choosable) > 1
        else None
        if choosable
        else words.invitation.choosable_none,
        dates_error=error_at(DATES, mistakes),
        switch=words.days.switch,
        hidden_ids=tuple(str(session_id) for session_id in choosable) if is_single else (),
        terms=terms(context, form, has_switches=not is_single),
        choices=groups(context, form, mistakes),
        sections=(PersonSection(id="vem", heading=sentences.who, fields=_fields(context, form, mistakes)),),
        button=YesButton(text=sentences.button),
        notes=(sentences.what_follows, words.public.cohort.kept),
        keep=Link(sentences.back, context.locale.address(context.path)),
    )
    return respond("form", page, language=context.locale.language, status=422 if mistakes else 200)


def sent(context: InvitationContext, line: ReceiptLine | None) -> Response[bytes]:
    """The page after the post: whether one is registered, and where the mail goes; the same for every address."""
    sentences = context.words.forwarded
    return message(
        PageContext(context.locale, context.setting, here=f"{context.path}/annan", query={"skickat": "1"}),
        status=200,
        kind=context.setting.programme_title,
        heading=heading_of(line, context.words) if line else sentences.sent.title,
        leads=leads_of(line, context.sessions, context.words) if line else (sentences.sent.detail,),
        texts=(sentences.sent_more, context.words.public.cohort.sent_again),
    )


def only_for_the_invited(context: InvitationContext) -> Response[bytes]:
    """The page of an invitation that may not be forwarded: alternatives, and whom to ask."""
    sentences = context.words.forwarded
    by_substitute = (sentences.personal_substitute,) if context.invitation.substitutes_allowed else ()
    return message(
        PageContext(context.locale, context.setting, here=f"{context.path}/annan"),
        status=200,
        kind=context.setting.programme_title,
        heading=sentences.personal,
        leads=(sentences.personal_lead,),
        texts=(*by_substitute, sentences.personal_ask),
        link=Link(sentences.back, context.locale.address(context.path)),
    )


def _fields(
    context: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[Field, ...]:
    """The fields about the person; organisation only where forwarding is open to other organisations."""
    sentences = context.words.public.cohort
    fields = [
        Field(name="name", label=sentences.name, autocomplete="name", is_required=True),
        Field(
            name="email", label=sentences.email, kind="email", autocomplete="email", hint=sentences.email_hint, is_required=True
        ),
    ]  # fmt: skip
    if context.setting.forwarding == "open":
        fields.append(Field(name="organisation", label=sentences.organisation, autocomplete="organization"))
    fields.append(Field(name="role", label=sentences.role, autocomplete="organization-title"))
    return filled(fields, context.words, form, mistakes)
