"""The fields of an invitation's form, with stored values or, after an error, with the posted ones."""

from collections.abc import Sequence

import msgspec

from services.registration.web.kit.forms.fields import Field, FieldKind, Mistake, error_at
from services.registration.web.kit.forms.posted_form import PostedForm, redisplay
from services.registration.web.kit.parts import Disclosure
from services.registration.web.pages.invitation.dates import InvitationContext


class PersonFields(msgspec.Struct, frozen=True, kw_only=True):
    """The person whom the seat is for; `name` is None if the identity is protected."""

    name: str | None
    post: str | None
    email: str | None
    fields: tuple[Field, ...]
    is_open: bool


class FilledFields:
    """Makes the fields, with the posted values and errors if the form is shown again."""

    def __init__(
        self, context: InvitationContext, form: PostedForm | None, mistakes: Sequence[Mistake]
    ) -> None:
        self.context = context
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
            error_prefix=self.context.words.common.error_prefix,
            is_required=is_required,
        )

    def who(self) -> PersonFields:
        texts, setting, invitation = (
            self.context.words.invitation,
            self.context.setting,
            self.context.invitation,
        )
        is_protected = setting.protected_identity
        known = (
            "" if is_protected else setting.person_name,
            invitation.role or "",
            invitation.organisation or "",
        )
        fields = (
            self.field(
                "name",
                texts.name,
                known[0],
                autocomplete="name",
                hint=texts.name_protected_hint if is_protected else None,
                is_required=not is_protected,
            ),
            self.field("role", texts.role, known[1], autocomplete="organization-title"),
            self.field(
                "organisation",
                texts.organisation,
                known[2],
                autocomplete="organization",
                is_required=bool(known[2]),
            ),
        )
        return PersonFields(
            name=None if is_protected else setting.person_name,
            post=", ".join(part for part in known[1:] if part) or None,
            email=None if is_protected else setting.person_email,
            fields=fields,
            is_open=tuple(field.value for field in fields) != known or any(field.error for field in fields),
        )

    def excuse(self) -> Field:
        """The reason for a no to a kallelse, posted together with the no."""
        texts = self.context.words.invitation
        return self.field(
            "message",
            texts.excuse_label,
            self.context.invitation.message or "",
            kind="long",
            hint=texts.excuse_hint,
        )

    def message(self) -> Disclosure:
        texts = self.context.words.invitation
        return _opening(
            self.field(
                "message",
                texts.message_label,
                self.context.invitation.message or "",
                kind="long",
                hint=texts.message_hint,
            )
        )

    def substitute(self) -> Disclosure:
        texts = self.context.words.invitation
        return _opening(
            self.field("substitute_name", texts.substitute_name),
            self.field("substitute_email", texts.substitute_email, kind="email"),
        )


def _opening(*fields: Field) -> Disclosure:
    return Disclosure(fields=fields, is_open=any(field.value or field.error for field in fields))
