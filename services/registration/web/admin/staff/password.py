"""`/admin/{organiser}/jag/losenord`: one's own password, changed with the one before."""

from collections.abc import Sequence

import msgspec
from litestar import Response

from services.registration.actions.staff.attempts import TooManyAttempts, WrongPassword
from services.registration.actions.staff.change_password import change_password
from services.registration.domain.staff import LEAST_PASSWORD, LONGEST_PASSWORD, password_fault
from services.registration.web.admin.kit import session
from services.registration.web.admin.kit.attempts import counted
from services.registration.web.admin.kit.layout import Head, StaffLayout
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.errors import page_for
from services.registration.web.kit.forms.fields import ErrorSummary, Field, Mistake, error_at, summary
from services.registration.web.kit.layout import Link
from services.registration.web.kit.responses import respond


class PasswordPage(msgspec.Struct, frozen=True, kw_only=True):
    layout: StaffLayout
    head: Head
    summary: ErrorSummary | None
    action: str
    email: str
    fields: tuple[Field, ...]
    forgotten: Link


async def show_password(request: StaffRequest) -> Response[bytes]:
    """The form."""
    return _page(request, ())


async def save_password(request: StaffRequest) -> Response[bytes]:
    """Change it, end all other sessions, and go on in a new one."""
    words, form = request.words, request.form
    old, new = form.text("old_password"), form.text("new_password")
    mistakes = [] if old else [Mistake("old_password", words.sign_in.no_password)]
    fault = password_fault(new, email=request.signed_in.email)
    if fault is not None:
        text = words.sign_in.password_faults[fault].format(least=LEAST_PASSWORD, most=LONGEST_PASSWORD)
        mistakes.append(Mistake("new_password", text))
    if mistakes:
        return _page(request, mistakes)
    staff_id = request.signed_in.staff_id
    try:
        cookie = await change_password(
            request.pool,
            request.caller,
            request.services.passwords,
            staff_id,
            old=old,
            new=new,
            limits=counted(request.services, "change password", {"of": (str(staff_id), 10)}),
        )
    except TooManyAttempts:
        answer = page_for(429, request.locale.language)
        answer.headers["retry-after"] = "3600"
        return answer
    except WrongPassword:
        return _page(request, [Mistake("old_password", words.staff_people.old_wrong)])
    return session.start(request.go_to("/jag", om="losenord"), cookie, request.services.settings.base_url)


def _page(request: StaffRequest, mistakes: Sequence[Mistake]) -> Response[bytes]:
    words = request.words
    texts = words.staff_people
    own = Link(words.staff_own.heading, request.address("/jag"))
    labels = (
        ("old_password", texts.old_password, "current-password", None),
        ("new_password", texts.new_password, "new-password", words.sign_in.new_password_hint),
    )
    page = PasswordPage(
        layout=request.layout(texts.change_password, "more", path=(own,), is_error=bool(mistakes)),
        head=Head(heading=texts.change_password, meta=texts.change_password_lead),
        summary=summary(mistakes, words, heading=words.sign_in.not_set, kept=words.sign_in.kept)
        if mistakes
        else None,
        action=request.address("/jag/losenord"),
        email=request.signed_in.email,
        fields=tuple(
            Field(
                name=name,
                label=label,
                kind="password",
                autocomplete=autocomplete,
                hint=hint.format(least=LEAST_PASSWORD) if hint else None,
                error=error_at(name, mistakes),
                error_prefix=words.common.error_prefix,
                is_required=True,
            )
            for name, label, autocomplete, hint in labels
        ),
        forgotten=Link(texts.forgotten_question, request.locale.address("/admin/glomt-losenord")),
    )
    return respond("staff/password", page, language=request.locale.language, status=422 if mistakes else 200)
