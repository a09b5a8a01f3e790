"""`/r/…/ersattare` as it is shown, and what was written on it: every mistake at once."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from litestar import Response

from services.registration.domain.form import FieldError, FieldReader, address_key
from services.registration.domain.registration import Applicant
from services.registration.domain.session import Session
from services.registration.web.kit import dates
from services.registration.web.kit.dates import TimelineDate
from services.registration.web.kit.fields import Field, Mistake, error_at, filled, mistake, summary
from services.registration.web.kit.form_page import FormPage, PersonSection
from services.registration.web.kit.layout import Link, PageContext, build_layout
from services.registration.web.kit.parts import Hero
from services.registration.web.kit.posted_form import PostedForm
from services.registration.web.kit.responses import respond
from services.registration.web.pages.my_page import waiting_list
from services.registration.web.pages.my_page.dates import MyPageContext

DATES: Final = "datum"
SENT: Final = "ersattare"


class NamedSubstitute(msgspec.Struct, frozen=True, kw_only=True):
    """Who comes instead, and to what."""

    substitute: Applicant
    session_ids: list[UUID]


def substitute_page(
    it: MyPageContext,
    *,
    about: str | None = None,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
) -> Response[bytes]:
    """The form; `about` is the one date that it was opened for, else all are on."""
    words, texts = it.words, it.words.own
    ahead = it.ahead()
    chosen = set(form.all("session_ids")) if form else {str(one.id) for one in ahead}
    if about in chosen:
        chosen = {about}
    is_single = len(ahead) == 1
    here = f"{it.path}/ersattare"
    page = FormPage(
        layout=build_layout(
            PageContext(it.locale, it.setting, here=here), title=texts.heading, is_error=bool(mistakes)
        ),
        hero=Hero(
            kind=None if it.setting.protected_identity else it.setting.person_name,
            heading=texts.heading,
            leads=(texts.lead.format(title=it.setting.programme_title),),
        ),
        action=it.locale.address(here),
        summary=summary(mistakes, words),
        dates_heading=words.invitation.the_date if is_single else texts.which_dates,
        dates_hint=None if is_single else texts.turn_off,
        dates_error=error_at(DATES, mistakes),
        hidden_ids=tuple(str(one.id) for one in ahead) if is_single else (),
        terms=dates.by_term(
            ((one, _day(it, one, None if is_single else str(one.id) in chosen)) for one in ahead),
            it.locale.language,
        ),
        sections=(PersonSection(id="vem", heading=texts.who, fields=_fields(it, form, mistakes)),),
        button=texts.button,
        notes=(texts.what_follows.format(organisation=it.registration.organisation),)
        if it.registration.organisation
        else (),
        keep=way_back(it),
    )
    return respond("form", page, language=it.locale.language, status=422 if mistakes else 200)


def way_back(it: MyPageContext) -> Link:
    return Link(it.words.own.keep, it.locale.address(it.path))


def read_substitute(form: PostedForm, it: MyPageContext) -> NamedSubstitute | list[Mistake]:
    """Read who comes and when, or say all that is wrong."""
    ahead = {str(session.id): session.id for session in it.ahead()}
    chosen = [ahead[text] for text in dict.fromkeys(form.all("session_ids")) if text in ahead]
    # What is no longer ahead came from an old tab: what is left of the choice stands.
    mistakes = [] if chosen else [Mistake(DATES, it.words.own.nothing_chosen)]
    reader = FieldReader(form.values())
    name = reader.name("substitute_name")
    email = reader.email("substitute_email")
    own = it.setting.person_email
    if email and own and address_key(email) == address_key(own):
        reader.errors.append(FieldError("substitute_email", "does_not_match"))
    mistakes += [mistake(error, it.words) for error in reader.errors]
    if mistakes or email is None:
        return mistakes
    return NamedSubstitute(
        # The seat stays with the organisation; the substitute's own role is not known.
        substitute=Applicant(
            name=name,
            email=email,
            organisation=it.registration.organisation,
            language=it.setting.person_language,
        ),
        session_ids=chosen,
    )


def _day(it: MyPageContext, session: Session, checked: bool | None) -> TimelineDate:  # noqa: FBT001 - a switch is one of three
    plain = dates.describe(session, it.locale.language)
    seat = it.holds(session)
    status = None
    if seat is not None and seat.status != "confirmed":
        status = waiting_list.wait(
            seat, session, it.setting, words=it.words, language=it.locale.language, now=it.now
        ).status
    return msgspec.structs.replace(plain, checked=checked, status=status)


def _fields(it: MyPageContext, form: PostedForm | None, mistakes: Sequence[Mistake]) -> tuple[Field, ...]:
    texts = it.words.own
    fields = (
        Field(name="substitute_name", label=texts.name, is_required=True),
        Field(
            name="substitute_email", label=texts.email, kind="email", hint=texts.email_hint, is_required=True
        ),
    )
    return filled(fields, it.words, form, mistakes)
