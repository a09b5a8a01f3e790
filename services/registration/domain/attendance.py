"""Who came."""

from typing import Final, Literal

Attendance = Literal["present", "absent", "excused"]
ATTENDANCES: Final = ("present", "absent", "excused")
