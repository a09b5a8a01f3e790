"""The hours for sending in a form for staff, and in words."""

from datetime import date
from typing import Final, get_args

from services.registration.web.admin.kit.edit_form import FormSection
from services.registration.web.admin.kit.form_reader import FormReader
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field
from shared import dates, times
from shared.send_hours import LEAST_MINUTES, SendDays, SendHours

_ANY: Final = "any"
_ANY_DAY: Final = date(2027, 1, 20)


def hours_section(request: StaffRequest, *, has_default: bool) -> FormSection:
    """The fields. `has_default`: they can be left to the organiser."""
    texts = request.words.staff_mail_times
    default = (("", texts.as_organiser),) if has_default else ()
    return FormSection(
        id="tider",
        about=texts.form_lead,
        fields=(
            Field(
                name="days",
                label=texts.labels["days"],
                kind="choice",
                options=(*default, *texts.choices.items()),
            ),
            Field(name="opens", label=texts.labels["opens"], hint=texts.hints["opens"], kind="time"),
            Field(name="closes", label=texts.labels["closes"], hint=texts.hints["closes"], kind="time"),
        ),
    )


def hours_values(hours: SendHours | None, *, has_default: bool) -> dict[str, str]:
    """What the fields show."""
    if hours is None:
        return {"days": "" if has_default else _ANY, "opens": "", "closes": ""}
    if hours.is_always:
        return {"days": _ANY, "opens": "", "closes": ""}
    return {"days": hours.days, "opens": hours.opens, "closes": hours.closes}


def read_hours(reader: FormReader, *, has_default: bool) -> SendHours | None:
    """Return what was chosen; None: as the organiser says or, for the organiser, at any time."""
    chosen = reader.choice("days", (_ANY, *get_args(SendDays)), default="" if has_default else _ANY)
    if not chosen or chosen == _ANY:
        return SendHours() if chosen and has_default else None
    before = len(reader.errors)
    opens, closes = reader.clock("opens"), reader.clock("closes")
    for name, clock in (("opens", opens), ("closes", closes)):
        if clock is None and not any(error.field == name for error in reader.errors):
            reader.error(name, "missing")
    if opens is None or closes is None or len(reader.errors) > before:
        return None
    hours = SendHours(
        days=_days(chosen), opens=opens.isoformat("minutes"), closes=closes.isoformat("minutes")
    )
    if hours.minutes < LEAST_MINUTES:
        reader.error("closes", "before_start")
    return hours


def hours_in_words(request: StaffRequest, hours: SendHours) -> str:
    """Such as: Monday to Friday 08:00–17:00."""
    texts, language = request.words.staff_mail_times, request.locale.language
    opens, closes = (
        None if clock is None else dates.clock(times.instant(_ANY_DAY, clock), language)
        for clock in (hours.opening, hours.closing)
    )
    return texts.hours_in_words.format(
        days=texts.days[hours.days], opens=opens, closes=closes or texts.midnight
    )


def _days(chosen: str) -> SendDays:
    return next(days for days in get_args(SendDays) if days == chosen)
