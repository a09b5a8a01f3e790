"""The fields of a cohort, and the way back to it."""

from typing import Any

from services.registration.domain.cohort import Cohort
from services.registration.web.admin.kit.edit_form import FormSection
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from services.registration.web.kit.layout import Link


def cohort_path(request: StaffRequest, cohort: Cohort) -> tuple[Link, ...]:
    """The way to a page below a cohort."""
    return (
        Link(request.words.staff_cohort.path, request.address("/omgangar")),
        Link(cohort.name, request.address(f"/omgangar/{cohort.id}")),
    )


def cohort_sections(request: StaffRequest, *, is_new: bool = False) -> tuple[FormSection, ...]:
    """All fields; those that few need are folded. The first reminders are chosen with a new cohort, later ones on their own page."""
    texts = request.words.staff_cohort_form

    def field(name: str, **more: Any) -> Field:  # Any: the arguments of a field
        return Field(name=name, label=texts.labels[name], hint=texts.hints.get(name), **more)

    def choice(name: str) -> Field:
        return field(name, kind="choice", options=tuple(texts.choices[name].items()))

    def yes_no(name: str) -> Field:
        return field(name, kind="choice", options=tuple(request.words.staff_forms.yes_no.items()))

    return (
        FormSection(
            id="omgang",
            heading=texts.basics,
            fields=(
                field("name", is_required=True),
                field("slug"),
                field("number", kind="number"),
                field("starts_on", kind="date"),
                field("ends_on", kind="date"),
            ),
        ),
        FormSection(
            id="platser",
            heading=texts.seats,
            fields=(
                field("capacity", kind="number"),
                yes_no("waiting_list"),
            ),
        ),
        FormSection(
            id="fler",
            heading=texts.more_rules,
            is_folded=True,
            fields=(
                choice("waiting_order"),
                field("offer_hours", kind="number"),
                yes_no("drop_in"),
                field("drop_in_from", kind="date"),
                choice("forwarding"),
                yes_no("must_confirm"),
            ),
        ),
        FormSection(
            id="mejl",
            heading=texts.mails,
            fields=(
                choice("calendar"),
                yes_no("confirmations"),
                *((field("reminders", kind="long"),) if is_new else ()),
            ),
        ),
    )
