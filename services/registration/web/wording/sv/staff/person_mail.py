"""Swedish: mail that does not reach somebody, and whoever answers that they are away, for staff."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.staff.person_mail import PersonMailWords
from shared.delivery_answers import DEAD_ADDRESS, NO_REASON

PERSON_MAIL: Final = PersonMailWords(
    dead="Adressen tar inte emot mejl",
    dead_about="Mejl till {email} har kommit tillbaka. Sedan {day} väntar alla mejl till adressen.",
    dead_answer="E-postservern svarade: {answer}",
    dead_what_to_do="Rätta adressen, så går det som väntar till den nya.",
    dead_row="Adressen tar inte emot mejl",
    try_again="Försök igen med samma adress",
    try_again_about="Mejl som har kommit tillbaka eller väntar skickas en gång till, om de fortfarande behövs.",
    tried=TitledText("Mejlen skickas igen", "De går ut inom någon minut. Kommer de tillbaka visas det här."),
    not_tried=TitledText(
        "Inget skickades",
        "Adressen räknas inte längre som obrukbar, eller så går det inte att skicka just nu. Ladda om sidan om en stund.",
    ),
    count=Plural(
        "person har en adress som inte tar emot mejl", "personer har adresser som inte tar emot mejl"
    ),
    count_more="Mejlen till dem väntar. Rätta adressen, så går de ut.",
    show="Visa dem",
    filter="Bara adresser som inte tar emot mejl",
    away="Frånvarande enligt ett automatiskt svar",
    away_until="Frånvarande till {day}",
    away_about="Automatiskt svar {day}: ”{subject}”",
    instead="Svaret hänvisar till {who}.",
    use_substitute="Byt till {who}",
    see_substitute="Byt till {who}: fyll i namnet",
    in_cohort="Byt till {who} i {cohort}",
    own_answers={
        DEAD_ADDRESS: "Väntar: adressen tar inte emot mejl.",
        NO_REASON: "Kom tillbaka utan att något skäl angavs.",
    },
)
