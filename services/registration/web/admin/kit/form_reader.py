"""Reads the values of a form for staff: days, clock times, numbers, choices; every error is collected."""

import re
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from services.registration.domain.errors import FieldsRefused
from services.registration.domain.form import FieldReader
from services.registration.web.kit.forms.posted_form import PostedForm, read_uuid
from shared import times

YES, NO = "yes", "no"
_CLOCK: Final = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
_YEARS: Final = range(1990, 2100)


class FormReader(FieldReader):
    """Reads a posted form field by field; `check` raises with every error."""

    def __init__(self, form: PostedForm) -> None:
        super().__init__(form.values())
        self._form = form

    def check(self) -> None:
        """Raise `FieldsRefused` with all that was wrong so far."""
        if self.errors:
            raise FieldsRefused(self.errors)

    def day(self, field: str, *, required: bool = False) -> date | None:
        """Read a date such as 2027-01-20."""
        text = self.line(field, required=required)
        if text is None:
            return None
        try:
            found = date.fromisoformat(text)
        except ValueError:
            found = None
        if found is None or found.year not in _YEARS:
            self.error(field, "not_a_date")
            return None
        return found

    def clock(self, field: str) -> time | None:
        """Read a time of the day: 9, 9.00 or 09:00."""
        text = self.line(field)
        if text is None:
            return None
        match = _CLOCK.fullmatch(text)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 99)
        if hour > 23 or minute > 59:
            self.error(field, "not_a_date")
            return None
        return time(hour, minute)

    def moment(self, day: date | None, field: str) -> datetime | None:
        """Read a time on that day, in Sweden."""
        clock = self.clock(field)
        return times.instant(day, clock) if day is not None and clock is not None else None

    def number(self, field: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
        """Read a whole number."""
        text = self.line(field)
        if text is None:
            return None
        found = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None
        if found is None or found < least:
            self.error(field, "not_a_number")
            return None
        if found > most:
            self.error(field, "too_many", most)
            return None
        return found

    def flag(self, field: str) -> bool | None:
        """Read yes, no, or neither."""
        found = self.choice(field, (YES, NO))
        return None if found is None else found == YES

    def id_of(self, field: str, *, required: bool = False) -> UUID | None:
        """Read the id of a chosen resource."""
        text = self.line(field, required=required)
        if text is None:
            return None
        found = read_uuid(text)
        if found is None:
            self.error(field, "not_a_choice")
        return found

    def ids_of(self, field: str) -> list[UUID]:
        """Read the ids of all that are ticked."""
        found = [read_uuid(text) for text in self._form.all(field)]
        if None in found:
            self.error(field, "not_a_choice")
        return [one for one in found if one is not None]

    def all_of(self, field: str) -> list[str]:
        return self._form.all(field)


def flag_value(flag: bool | None) -> str:  # noqa: FBT001 - its opposite is a text
    """The value of a field with yes, no, or neither."""
    return "" if flag is None else YES if flag else NO


def clock_value(moment: datetime | None) -> str:
    """The value of a field with a time of the day."""
    return times.local(moment).strftime("%H:%M") if moment is not None else ""


def day_value(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def text_value(value: object) -> str:
    return "" if value is None else str(value)
