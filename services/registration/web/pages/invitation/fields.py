"""The fields of an invitation's form: as we know them, or as they were typed."""

from collections.abc import Sequence

import msgspec

from services.registration.web.kit.fields import Field, FieldKind, Mistake, error_at
from services.registration.web.kit.parts import Disclosure
from services.registration.web.kit.posted_form import PostedForm, redisplay
from services.registration.web.pages.invitation.dates import InvitationContext


class PersonFields(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the seat is for; `name` is None where it is protected."""

    name: str | None
    post: str | None
    email: str | None
    fields: tuple[Field, ...]
    is_open: bool


class FilledFields:
    """Makes fields, with what was typed and what is wrong where the form has come back."""

    def __init__(self, it: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]) -> None:
        self.it = it
        self.form = form
        self.mistakes = mistakes

    def field(
        self,
        name: str,
        label: str,
        value: str = "",
        *,
        kind: FieldKind = "text",
        autocomplete: str = "off",
        hint: str | None = None,
        is_required: bool = False,
    ) -> Field:
        typed = self.form is not None and name in self.form
        return Field(
            name=name,
            label=label,
            value=redisplay(self.form.text(name)) if self.form is not None and typed else value,
            kind=kind,
            autocomplete=autocomplete,
            hint=hint,
            error=error_at(name, self.mistakes),
            error_prefix=self.it.words.common.error_prefix,
            is_required=is_required,
        )

    def who(self) -> PersonFields:
        texts, setting, invitation = self.it.words.invitation, self.it.setting, self.it.invitation
        hide = setting.protected_identity
        before = ("" if hide else setting.person_name, invitation.role or "", invitation.organisation or "")
        fields = (
            self.field(
                "name",
                texts.name,
                before[0],
                autocomplete="name",
                hint=texts.name_protected_hint if hide else None,
                is_required=not hide,
            ),
            self.field("role", texts.role, before[1], autocomplete="organization-title"),
            self.field(
                "organisation",
                texts.organisation,
                before[2],
                autocomplete="organization",
                is_required=bool(before[2]),
            ),
        )
        return PersonFields(
            name=None if hide else setting.person_name,
            post=", ".join(part for part in before[1:] if part) or None,
            email=None if hide else setting.person_email,
            fields=fields,
            is_open=tuple(field.value for field in fields) != before or any(field.error for field in fields),
        )

    def excuse(self) -> Field:
        """Asked for where somebody is called: the reason comes with the no."""
        texts = self.it.words.invitation
        return self.field(
            "message",
            texts.excuse_label,
            self.it.invitation.message or "",
            kind="long",
            hint=texts.excuse_hint,
        )

    def message(self) -> Disclosure:
        texts = self.it.words.invitation
        return _opening(
            self.field(
                "message",
                texts.message_label,
                self.it.invitation.message or "",
                kind="long",
                hint=texts.message_hint,
            )
        )

    def substitute(self) -> Disclosure:
        texts = self.it.words.invitation
        return _opening(
            self.field("substitute_name", texts.substitute_name),
            self.field("substitute_email", texts.substitute_email, kind="email"),
        )


def _opening(*fields: Field) -> Disclosure:
    return Disclosure(fields=fields, is_open=any(field.value or field.error for field in fields))
