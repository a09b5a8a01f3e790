"""The page `/r/…/ersattare`, and reading its form."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.form import FieldError, FieldReader, address_key
from services.registration.domain.registration import Applicant
from services.registration.domain.sessions.session import Session
from services.registration.web.kit import dates
from services.registration.web.kit.dates import TimelineDate
from services.registration.web.kit.forms.fields import Field, Mistake, error_at, filled, mistake, summary
from services.registration.web.kit.forms.form_page import FormPage, PersonSection
from services.registration.web.kit.forms.posted_form import PostedForm
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.parts import Hero, YesButton
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.my_page.context import MyPageContext

DATES: Final = "datum"
SENT: Final = "ersattare"


class NamedSubstitute(msgspec.Struct, frozen=True, kw_only=True):
    """The substitute, and the sessions to hand over."""

    substitute: Applicant
    session_ids: list[UUID]


def substitute_page(
    context: MyPageContext,
    *,
    about: str | None = None,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    """The form; `about` is the id of the only session to preselect, else none is: a seat is given up by choice only."""
    words, texts = context.words, context.words.own
    ahead = context.ahead()
    chosen = set(form.all("session_ids")) if form else {about}
    is_single = len(ahead) == 1
    here = f"{context.path}/ersattare"
    page = FormPage(
        layout=build_layout(
            PageContext(context.locale, context.setting, here=here),
            title=texts.heading,
            is_error=bool(mistakes),
        ),
        hero=Hero(
            kind=None if context.setting.protected_identity else context.setting.person_name,
            heading=texts.heading,
            leads=(texts.lead.format(title=context.setting.programme_title),),
        ),
        action=context.locale.address(here),
        summary=summary(mistakes, words),
        dates_heading=words.invitation.the_date if is_single else texts.which_dates,
        dates_hint=None if is_single else texts.turn_on,
        dates_error=error_at(DATES, mistakes),
        switch=texts.switch,
        hidden_ids=tuple(str(session.id) for session in ahead) if is_single else (),
        terms=dates.by_term(
            (
                (session, _day(context, session, None if is_single else str(session.id) in chosen))
                for session in ahead
            ),
            context.locale.language,
        ),
        sections=(PersonSection(id="vem", heading=texts.who, fields=_fields(context, form, mistakes)),),
        button=_button(context, len(ahead)),
        notes=(texts.what_follows.format(organisation=context.registration.organisation),)
        if context.registration.organisation
        else (),
        keep=back_link(context),
    )
    return respond("form", page, language=context.locale.language, status=422 if mistakes else 200)


def back_link(context: MyPageContext) -> Link:
    return Link(context.words.own.keep, context.locale.address(context.path))


def read_substitute(form: PostedForm, context: MyPageContext) -> NamedSubstitute | list[Mistake]:
    """The substitute and the sessions, or all errors."""
    ahead = {str(session.id): session.id for session in context.ahead()}
    chosen = [ahead[text] for text in dict.fromkeys(form.all("session_ids")) if text in ahead]
    # Sessions that have begun since the page was opened are ignored.
    mistakes = [] if chosen else [Mistake(DATES, context.words.own.nothing_chosen)]
    reader = FieldReader(form.values())
    name = reader.name("substitute_name")
    email = reader.email("substitute_email")
    own_email = context.setting.person_email
    if email and own_email and address_key(email) == address_key(own_email):
        reader.errors.append(FieldError("substitute_email", "does_not_match"))
    mistakes += [mistake(error, context.words) for error in reader.errors]
    if mistakes or email is None:
        return mistakes
    return NamedSubstitute(
        # The seat stays with the organisation; the substitute's role is unknown.
        substitute=Applicant(
            name=name,
            email=email,
            organisation=context.registration.organisation,
            language=context.setting.person_language,
        ),
        session_ids=chosen,
    )


def _day(context: MyPageContext, session: Session, checked: bool | None) -> TimelineDate:  # noqa: FBT001 - on, off or no switch
    plain = dates.describe(session, context.locale.language)
    seat = context.seat_in(session)
    status = None
    if seat is not None and seat.status != "confirmed":
        status = waiting_list.wait(
            seat,
            session,
            context.setting,
            words=context.words,
            language=context.locale.language,
            now=context.now,
        ).status
    return msgspec.structs.replace(plain, checked=checked, status=status)


def _button(context: MyPageContext, count: int) -> YesButton:
    texts = context.words.own
    if count < 2:
        return YesButton(text=texts.button)
    return YesButton(
        text=texts.button,
        all=texts.button_to_all.format(n=str(count)),
        chosen=texts.button_chosen,
        none_chosen=f"{texts.nothing_chosen}.",
    )


def _fields(
    context: MyPageContext, form: PostedForm | None, mistakes: Sequence[Mistake]
) -> tuple[Field, ...]:
    texts = context.words.own
    fields = (
        Field(name="substitute_name", label=texts.name, is_required=True),
        Field(
            name="substitute_email", label=texts.email, kind="email", hint=texts.email_hint, is_required=True
        ),
    )
    return filled(fields, context.words, form, mistakes)
