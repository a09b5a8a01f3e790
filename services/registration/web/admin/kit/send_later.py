"""The choice to let something go later: a day and a clock time in a form that sends, and the button for it."""

from datetime import datetime
from typing import Final

from services.registration.domain.errors import FieldsRefused
from services.registration.web.admin.kit.edit_form import FormButton, FormSection
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from shared import times

LATER: Final = "later"  # the button that chooses a time
DAY, CLOCK = "day", "clock"


def when_section(request: StaffRequest) -> FormSection:
    """The fields for the time with their button, folded: most is sent at once."""
    texts = request.words.staff_sendings
    return FormSection(
        id="senare",
        heading=texts.later,
        about=texts.later_lead,
        fields=when_fields(request),
        is_folded=True,
        is_open=has_chosen_time(request),
        button=FormButton(text=texts.later_button, kind="", name=LATER, value="1"),
    )


def when_fields(request: StaffRequest) -> tuple[Field, ...]:
    """The day and the clock time."""
    texts = request.words.staff_sendings
    return (
        Field(name=DAY, label=texts.day, kind="date"),
        Field(name=CLOCK, label=texts.clock, hint=texts.clock_hint),
    )


def has_chosen_time(request: StaffRequest) -> bool:
    """Whether a time stands in the fields."""
    return bool(request.form.text(DAY).strip() or request.form.text(CLOCK).strip())


def read_time(reader: FormReader, now: datetime) -> datetime:
    """Read both fields; raises `FieldsRefused` with all that is wrong in the form, also for a day that is past without a clock time."""
    day = reader.day(DAY, required=True)
    clock = reader.clock(CLOCK)
    if clock is None and not any(error.field == CLOCK for error in reader.errors):
        reader.error(CLOCK, "missing")
    if day is not None and clock is None and day < times.local(now).date():
        reader.error(DAY, "not_ahead")
    if day is None or clock is None:
        raise FieldsRefused(reader.errors)
    reader.check()
    return times.instant(day, clock)
