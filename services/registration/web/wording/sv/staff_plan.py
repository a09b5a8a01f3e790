"""Swedish: who is told of a change."""

from typing import Final

from services.registration.web.wording.words.staff_plan import StaffPlanWords

PLAN: Final = StaffPlanWords(
    heading="Vem får veta",
    region="Tabell över vem som får veta",
    group="Grupp",
    people="Personer",
    mail="Mejl",
    calendar="I kalendern",
    holders="Har en plats",
    waiting="Väntar på en plats",
    unanswered="Har inte svarat på inbjudan",
    mails={"moved": "Ändrad tid", "changed": "Vad som är ändrat", "cancelled": "Inställt"},
    calendars={
        "moved": "Posten flyttas. Ingen ny post skapas.",
        "changed": "Posten ändras. Ingen ny post skapas.",
        "cancelled": "Posten tas bort.",
    },
    no_entry="Inget",
    no_mail="Inget mejl",
    on_invitation="Inbjudan visar det nya.",
    nobody="Ingen har en plats eller en inbjudan än, så ingen får mejl.",
    sum="Får mejl",
    total="{n} personer får var sitt mejl. Ingen får två.",
    total_none="Ingen får mejl.",
    total_one="En person får ett mejl.",
    follows="Det här händer",
)
