"""`/i/…/annan` as it is shown, and what the invitation itself says of being sent on."""

from collections.abc import Sequence

from litestar import Response

from services.registration.web.kit.date_choice import DATES
from services.registration.web.kit.fields import Field, Mistake, error_at, filled, summary
from services.registration.web.kit.form_page import FormPage, PersonSection
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.message import message
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.responses import respond
from services.registration.web.pages.invitation.dates import InvitationContext, groups, terms
from shared import dates


def notes(it: InvitationContext) -> tuple[str, ...]:
    """What the invitation says below the buttons: until when an answer can be changed, and how far it reaches."""
    sentences, invitation = it.words.forwarded, it.invitation
    if invitation.kind == "kallelse":
        return ()
    until = sentences.change_always
    if invitation.respond_by:
        until = sentences.change_until.format(
            day=dates.day_in_words(invitation.respond_by, it.locale.language)
        )
    mode = sentences.modes[it.setting.forwarding]
    return until, mode.format(organisation=invitation.organisation or sentences.organisation)


def somebody_else(it: InvitationContext) -> Link | None:
    """Where whoever is not the one invited goes; a kallelse is to one person."""
    if it.invitation.kind == "kallelse":
        return None
    return Link(it.words.forwarded.somebody_else, it.locale.address(f"{it.path}/annan"))


def forwarded_page(
    it: InvitationContext, *, form: PostedForm | None = None, mistakes: Sequence[Mistake] = ()
) -> Response[bytes]:
    """The form; nothing on it tells whom the invitation was to, or what they answered."""
    words, sentences = it.words, it.words.forwarded
    choosable = it.choosable
    is_single = len(choosable) == 1
    mode = it.setting.forwarding
    lead = sentences.leads[mode].format(
        title=it.setting.programme_title, organisation=it.invitation.organisation or sentences.organisation
    )
    page = FormPage(
        layout=build_layout(
            PageContext(it.locale, it.setting, here=f"{it.path}/annan"),
            title=sentences.heading,
            is_error=bool(mistakes),
        ),
        hero=Hero(kind=it.setting.cohort_name, heading=sentences.heading, leads=(lead,)),
        action=it.locale.address(f"{it.path}/annan"),
        summary=summary(mistakes, words),
        dates_heading=words.invitation.the_date if is_single else sentences.which_dates,
        dates_hint=words.invitation.turn_off
        if len(choosable) > 1
        else None
        if choosable
        else words.invitation.choosable_none,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(one) for one in choosable) if is_single else (),
        terms=terms(it, form, has_switches=not is_single),
        choices=groups(it, form, mistakes),
        sections=(PersonSection(id="vem", heading=sentences.who, fields=_fields(it, form, mistakes)),),
        button=sentences.button,
        notes=(sentences.what_follows, words.public.cohort.kept),
        keep=Link(sentences.back, it.locale.address(it.path)),
    )
    return respond("form", page, language=it.locale.language, status=422 if mistakes else 200)


def sent(it: InvitationContext) -> Response[bytes]:
    """The link has gone by mail, whoever it was."""
    sentences = it.words.forwarded
    return message(PageContext(it.locale, it.setting, here=f"{it.path}/annan", query={"skickat": "1"}), status=200, kind=it.setting.programme_title, heading=sentences.sent.title, leads=(sentences.sent.detail,), texts=(sentences.sent_more,))  # fmt: skip


def only_for_the_invited(it: InvitationContext) -> Response[bytes]:
    """The invitation is personal: what else there is to do, and whom to ask."""
    sentences = it.words.forwarded
    by_substitute = (sentences.personal_substitute,) if it.invitation.substitutes_allowed else ()
    return message(PageContext(it.locale, it.setting, here=f"{it.path}/annan"), status=200, kind=it.setting.programme_title, heading=sentences.personal, leads=(sentences.personal_lead,), texts=(*by_substitute, sentences.personal_ask), link=Link(sentences.back, it.locale.address(it.path)))  # fmt: skip


def _fields(it: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]) -> tuple[Field, ...]:
    """Where the invitation is to one organisation, it is known already."""
    sentences = it.words.public.cohort
    fields = [
        Field(name="name", label=sentences.name, autocomplete="name", is_required=True),
        Field(
            name="email", label=sentences.email, kind="email", autocomplete="email", hint=sentences.email_hint, is_required=True
        ),
    ]  # fmt: skip
    if it.setting.forwarding == "open":
        fields.append(Field(name="organisation", label=sentences.organisation, autocomplete="organization"))
    fields.append(Field(name="role", label=sentences.role, autocomplete="organization-title"))
    return filled(fields, it.words, form, mistakes)
