"""Swedish: the pages about enquiries."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.enquiries import StaffEnquiriesWords

ENQUIRIES: Final = StaffEnquiriesWords(
    heading="Förfrågningar",
    lead="Vad andra har bett er att ordna, från er webbplats. Det nyaste står först.",
    show="Visa",
    choices={"nya": "Nya", "besvarade": "Besvarade", "alla": "Alla"},
    none_new="Inga nya förfrågningar. När någon fyller i formuläret på er webbplats står det här.",
    none="Inga förfrågningar än.",
    older="Visa äldre",
    subject="Vad det gäller",
    from_whom="Från",
    asked="När",
    state="Läge",
    new="Ny",
    answered="Besvarad",
    erased="Borttagen förfrågan",
    enquiry="Förfrågan",
    name="Namn",
    organisation="Organisation",
    audience="För vilka",
    people="Hur många",
    wanted_when="När",
    attachments="Bilagor, bara i mejlet",
    letters="Mejl från personen",
    reference="Referens",
    answer="Ert svar",
    answered_at="Mejlat {when}",
    your_answer="Ditt svar",
    send="Mejla svaret till {name}",
    answered_meanwhile="Någon har redan svarat. Svaret står ovanför. Ditt är inte skickat.",
    note="Anteckning",
    note_hint="Bara ni som loggar in ser den.",
    is_it_answered="Är den besvarad?",
    save_note="Spara anteckningen",
    changed_meanwhile="Någon har ändrat medan du skrev. Ditt är inte sparat. Nu står där: {note}",
    said={
        "svarat": TitledText("Svaret är på väg", "Mejlet kommer fram inom någon minut."),
        "sparat": TitledText("Sparat", "Inget mejl är skickat."),
    },
)
