"""The dates of the sample mails: one line for each state that a date can be in."""

from datetime import date, time
from typing import Final

from msgspec.structs import replace

from services.notify.domain.letters.letter import DateLine, PreviousDetails
from services.notify.render.preview.sample import join, previous_of, session
from shared import times

OFFERED_UNTIL: Final = times.instant(date(2027, 1, 7), time(9, 30))  # after Twelfth Night and Epiphany

LET_GO: Final = times.instant(date(2027, 1, 7), time(9))  # when the first of several begins

SERIES: Final = tuple(session(number) for number in range(1, 8))
CONFIRMED: Final = tuple(replace(line, status="confirmed") for line in SERIES)
MIXED: Final = tuple(
    replace(line, status="waiting", position=3) if line.title == "Lärträff 6" else line for line in CONFIRMED
)
DIGITAL: Final = replace(session(1), status="confirmed", join_url=join(1))
HALL: Final = replace(
    DIGITAL, title="Startmöte", form="startmöte", mode="on_site", place="Folkets hus, Örebro", join_url=None
)
HYBRID: Final = replace(HALL, mode="hybrid", join_url=join(2))
WHOLE_DAY: Final = DateLine(
    title="Timperley-föreläsning", status="confirmed", mode="on_site", on=date(2027, 5, 25)
)
UNDATED: Final = DateLine(title="Lärträff 8", status="confirmed", term="VT2028")
WAITING: Final = replace(DIGITAL, status="waiting", position=3, join_url=None)
OFFERED: Final = replace(WAITING, status="offered", position=None, offered_until=OFFERED_UNTIL)
MOVED: Final = replace(
    session(3), status="confirmed", join_url=join(3), on=None, previous=previous_of(session(3)),
    starts_at=times.instant(date(2027, 5, 12), time(9)), ends_at=times.instant(date(2027, 5, 12), time(12)),
)  # fmt: skip
DATED: Final = replace(
    DIGITAL,
    previous=PreviousDetails(title=DIGITAL.title, mode="digital", was_in_calendar=False, had_join_url=False),
)
RESUMED: Final = replace(
    DIGITAL, previous=replace(previous_of(DIGITAL), was_cancelled=True, was_in_calendar=False)
)
OFFERED_AFTER_ALL: Final = replace(OFFERED, previous=RESUMED.previous)
PLACED: Final = replace(HALL, previous=replace(previous_of(HALL), place="Konserthuset, Örebro"))
LINKED: Final = replace(DIGITAL, previous=replace(previous_of(DIGITAL), had_join_url=False))
NEW_ROOM: Final = replace(DIGITAL, previous=replace(previous_of(DIGITAL), is_room_same=False))
ON_SITE_NOW: Final = replace(HALL, previous=replace(previous_of(HALL), mode="digital", place=None))
CERTAIN: Final = replace(DIGITAL, previous=replace(previous_of(DIGITAL), is_tentative=True))
UNSURE: Final = replace(DIGITAL, is_tentative=True, previous=previous_of(DIGITAL))
NOTED: Final = replace(DIGITAL, note="ta med en dator", previous=previous_of(DIGITAL))
NO_LONGER_DATED: Final = replace(
    UNDATED, title="Lärträff 3", mode="digital", term="HT2027", previous=previous_of(session(3))
)
REASON: Final = "Föreläsaren kan inte den 7 maj. Innehållet är detsamma."
