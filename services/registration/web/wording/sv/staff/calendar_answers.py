"""Swedish: answers from calendars."""

from services.registration.web.wording.words.parts import Plural
from services.registration.web.wording.words.staff.calendar_answers import StaffCalendarAnswerWords

CALENDAR_ANSWERS = StaffCalendarAnswerWords(
    heading="Svar ur kalendrar",
    lead="Svar som vi inte kan räkna utan att någon har tittat på dem.",
    nothing="Inga svar väntar.",
    further="Visa fler",
    here="Svar ur kalendrar",
    answers={
        "accepted": "svarar ja",
        "declined": "svarar nej",
        "tentative": "svarar kanske",
        "counter": "föreslår en annan tid",
        "refresh": "ber om kalenderposten",
        "delegated": "skickar någon annan",
    },
    proposes="föreslår {when}",
    said="”{text}”",
    standings={
        "other_address": "{by} har svarat, men är inte inbjuden med den adressen.",
        "other_sender": "Mejlet kom från {by}, som inte är den inbjudna.",
        "gone": "Platsen är lämnad, så svaret ger ingen plats.",
        "series": "Svaret går inte att tolka: det säger flera saker, eller gäller en serie.",
        "stale": "Svaret gäller en äldre kallelse.",
    },
    delegated="Programmet säger inte vem som ska komma i stället.",
    delegated_to="{by} ska komma i stället.",
    to_decide="Tiden är den som förut tills någon flyttar träffen.",
    named="{name} ({address})",
    somebody="Någon annan",
    move="Flytta träffen",
    make_substitute="Gör till ersättare",
    count="Räkna svaret",
    refuse="Tacka nej till tiden",
    put_aside="Lägg undan",
    unsure="Osäker",
    unsure_seats="Osäkra om de kommer",
    waiting=Plural(one="{n} svar ur en kalender väntar", many="{n} svar ur kalendrar väntar"),
    waiting_more="En annan tid, någon annan som svarar, eller något som vi inte förstår.",
    show="Visa svaren",
    saved={
        "raknat": "Svaret är räknat.",
        "undan": "Svaret är undanlagt.",
        "nej": "Förslaget är avböjt. Den som föreslog tiden får ett mejl.",
    },
)
