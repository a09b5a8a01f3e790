"""The texts that forms for staff share."""

from collections.abc import Mapping

import msgspec


class StaffFormWords(msgspec.Struct, frozen=True, kw_only=True):
    """`faults`: by `field/code`, where the general text does not do. `yes_no` and `as_cohort`: of choices."""

    not_saved: str
    kept: str
    somebody_changed: str
    changed_by: str
    changed_elsewhere: str
    now_is: str
    empty: str
    taken_over: str
    both_changed: str
    look_at: str
    counted_anew: str
    leave: str
    save: str
    saved: str
    yes_no: Mapping[str, str]
    not_said: str
    faults: Mapping[str, str]
