"""Swedish: invitations and answers of a cohort, day by day."""

from typing import Final

from services.registration.web.wording.words.staff.over_time import OverTimeWords

OVER_TIME: Final = OverTimeWords(
    link="Svaren dag för dag",
    heading="Svaren dag för dag",
    charts="Diagram",
    about="En stapel för varje dag. Varje rad har sin egen skala, och texten säger dess högsta dag. Det svar som gäller nu räknas, den dag det kom. Den som har anmält sig utan inbjudan räknas också.",
    caption="{name}: {n}. Flest på en dag: {top}, den {day}.",
    caption_none="{name}: ingen än.",
    in_table="Samma siffror står i tabellen.",
    series={"invited": "Inbjudna", "answered": "Svarade", "yes": "Ja", "no": "Nej"},
    table="Dag för dag i siffror",
    cut="De {n} senaste dagarna. Filerna har alla.",
    columns=("Dag", "Inbjudna", "Svarade", "Ja", "Nej", "Svarade till och med då"),
    nothing="Ingen är inbjuden eller anmäld än. Här står sedan hur många som bjöds in och svarade varje dag.",
)
