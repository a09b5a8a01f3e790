"""The page on which staff sign in; it keeps a form that was posted after the session had ended."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlencode

import msgspec
from litestar import Response

from services.registration.web.admin.kit.layout import Head, StaffLayout, outside_layout
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, filled, summary
from services.registration.web.kit.forms.posted_form import KeptForm, PostedForm
from services.registration.web.kit.layout import Link
from services.registration.web.kit.locale import Locale
from services.registration.web.kit.message import SendAgain
from services.registration.web.kit.parts import Notice
from services.registration.web.kit.responses import respond
from services.registration.web.wording import WORDING

Why = Literal["", "session_ended", "signed_out", "password_set"]


class HiddenField(msgspec.Struct, frozen=True):
    name: str
    value: str


class OtherWay(msgspec.Struct, frozen=True, kw_only=True):
    """Signing in at the provider. `send_again`: a form that was kept meanwhile, to be sent once that is done in another tab."""

    link: Link
    about: str | None = None
    send_again: SendAgain | None = None


class SignInPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    notice: Notice | None
    summary: ErrorSummary | None
    action: str
    fields: tuple[Field, ...]
    hidden: tuple[HiddenField, ...]
    forgotten: Link
    oidc: OtherWay | None = None


def show(
    locale: Locale,
    why: Why = "",
    *,
    provider: str | None = None,
    till: str = "",
    kept: KeptForm | None = None,
    form: PostedForm | None = None,
    mistakes: Sequence[Mistake] = (),
    status: int = 200,
) -> Response[bytes]:
    """The page. `till`: where to go afterwards; `kept`: a form to give back afterwards; `why`: what is said above the fields.

    `provider`: the name of where else one can sign in.
    """
    words = WORDING[locale.language]
    texts = words.sign_in
    notice = texts.notices.get(why)
    hidden = [HiddenField("till", till)] if till else []
    if kept is not None:
        hidden += [HiddenField("kept_action", kept.action), HiddenField("kept", urlencode(kept.fields))]
    fields = (
        Field(name="email", label=texts.email, kind="email", autocomplete="username", is_required=True),
        Field(
            name="password",
            label=texts.password,
            kind="password",
            autocomplete="current-password",
            is_required=True,
        ),
    )
    page = SignInPage(
        layout=outside_layout(locale, title=texts.heading, here="/admin/sign-in", is_error=bool(mistakes)),
        head=Head(heading=texts.heading, meta=texts.lead),
        notice=Notice(heading=notice.title, text=notice.detail or None) if notice else None,
        summary=summary(mistakes, words, heading=texts.not_signed_in, kept=texts.kept) if mistakes else None,
        action=locale.address("/admin/sign-in"),
        fields=tuple(_without_password(field) for field in filled(fields, words, form, mistakes)),
        hidden=tuple(hidden),
        forgotten=Link(words.staff_people.forgotten_question, locale.address("/admin/glomt-losenord")),
        oidc=_other_way(locale, provider, till, kept) if provider is not None else None,
    )
    return respond("staff/sign_in", page, language=locale.language, status=status)


def _without_password(field: Field) -> Field:
    return msgspec.structs.replace(field, value="") if field.kind == "password" else field


def _other_way(locale: Locale, provider: str, till: str, kept: KeptForm | None) -> OtherWay:
    texts = WORDING[locale.language].staff_oidc
    query = {"till": till} if till else {}
    if kept is None:
        return OtherWay(
            link=Link(texts.sign_in.format(name=provider), locale.address("/admin/oidc", **query))
        )
    return OtherWay(
        link=Link(texts.in_new_tab.format(name=provider), locale.address("/admin/oidc")),
        about=texts.then_send,
        send_again=SendAgain(
            action=kept.action, fields=kept.fields, text=WORDING[locale.language].sign_in.send_kept
        ),
    )
