"""Swedish: what one's own page has beside the dates."""

from typing import Final

from services.registration.web.wording.own_words import OwnPage
from services.registration.web.wording.parts import Said

OWN: Final = OwnPage(
    send="Kan du inte? Skicka en ersättare",
    send_instead="Skicka en ersättare i stället",
    heading="Vem kommer i ditt ställe?",
    lead="{title}. Ersättaren får din plats som den är, en egen länk och kalenderinbjudan. Din plats tas bort ur din kalender.",
    which_dates="Vilka datum gäller det?",
    turn_off="Stäng av dem du kommer till själv.",
    who="Ersättaren",
    name="Ersättarens namn",
    email="Ersättarens e-postadress",
    email_hint="Dit skickar vi ersättarens egen länk. Varje ersättare behöver en egen adress.",
    button="Skicka ersättaren",
    what_follows="Det gäller direkt. Närvaron räknas fortfarande för {organisation}.",
    nothing_chosen="Välj minst ett datum som ersättaren kommer till",
    cannot_come="Den här personen kan inte komma i ditt ställe här. Hör av dig till oss",
    not_allowed=Said("Platsen är personlig", "Den här gången går det inte att skicka en ersättare."),
    nothing_left=Said("Inget datum är kvar", "Det finns ingen plats att lämna över."),
    keep="Tillbaka till mina datum",
    sent=Said("Din ersättare är anmäld", "Vi har skickat ett mejl till ersättaren och ett till dig."),
    all_sent="Din ersättare kommer i stället",
    all_sent_lead="Dina platser i {title} har gått över till ersättaren. Du behöver inte göra något mer.",
    gone_over="Din ersättare kommer",
    code="Visa koden vid ingången",
    code_alt="Din personliga kod till {title} som QR-kod",
    code_text="{title}, {when}. Den som står vid ingången läser av koden. Koden är din egen.",
    code_link="Går den inte att läsa? Öppna länken",
    others="Du är också anmäld till",
    others_next="nästa datum {day}",
    language="Språk på sidan och i mejl",
    language_name="Svenska",
    language_switch="Byt till svenska",
    language_saved=Said("Språket är sparat", "Från och med nu är sidan och våra mejl till dig på svenska."),
)
