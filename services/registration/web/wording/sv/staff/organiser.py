"""Swedish: the list of pages, and the organiser."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.organiser import StaffOrganiserWords

ORGANISER: Final = StaffOrganiserWords(
    pages={
        "/forfragningar": TitledText("Förfrågningar", "Läs och svara på vad andra har bett er att ordna."),
        "/organisationer": TitledText(
            "Organisationer", "Kommuner, skolor och andra som era deltagare kommer från."
        ),
        "/malgrupper": TitledText("Målgrupper", "Vilka ni bjuder in, med regler som räknas ut."),
        "/brev": TitledText("Brev", "Egna texter i de mejl som går ut av sig själva."),
        "/medarbetare": TitledText("Medarbetare", "Bjud in kollegor och bestäm vad de får göra."),
        "/logg": TitledText("Logg", "Vem som har gjort vad, när, och hur det var förut."),
        "/nycklar": TitledText("API-nycklar", "Låt andra program läsa och ändra."),
        "/kalendersvar": TitledText("Svar ur kalendrar", "Svar som någon behöver titta på."),
        "/webhooks": TitledText("Webhookar", "Berätta för andra program när något har ändrats."),
        "/mer/mejl": TitledText("När mejlen går", "Pausa era mejl, och bestäm när på dygnet de får gå."),
        "/mer/arrangor": TitledText("Arrangören", "Ert namn, er färg och er logotyp."),
        "/jag": TitledText("Dina inställningar", "Ditt namn, ditt språk, ditt lösenord, och att logga ut."),
    },
    heading="Arrangören",
    lead="Så ser era sidor och mejl ut för dem ni bjuder in.",
    name="Namn",
    short_name="Kort namn",
    short_name_hint="Frivilligt. Får plats där det är trångt, till exempel RUC.",
    colour="Färg",
    colour_hint="Frivilligt. Sex siffror och bokstäver efter #, till exempel #005a8c.",
    colour_darkened="Er färg är för ljus för vit text, så sidorna visar {shown} i stället.",
    no_colour="Skriv färgen som #005a8c: # och sex tecken, 0–9 och a–f.",
    changed_meanwhile="Någon har ändrat medan du skrev. Ditt är inte sparat. Nu står där: {value}. Spara igen om ditt ska gälla.",
    save="Spara",
    logo="Logotyp",
    logo_alt="Er logotyp som den visas nu",
    choose_file="Bild",
    logo_hint="PNG, JPEG eller WebP, {smallest}–{largest} bildpunkter på varje håll, högst 200 kB.",
    save_logo="Byt logotyp",
    remove_logo="Ta bort logotypen",
    no_file="Välj en bild först.",
    file_heavy="Bilden är för stor: högst {most} kB.",
    no_picture="Filen är ingen bild i PNG, JPEG eller WebP, eller så är den skadad.",
    picture_size="Bilden ska vara {smallest}–{largest} bildpunkter på varje håll.",
    said={
        "sparat": TitledText("Sparat", "Nya mejl och sidor visar det."),
        "logga": TitledText("Logotypen är bytt", "Den syns på era sidor från och med nu."),
        "bort": TitledText("Logotypen är borttagen", "Era sidor visar namnet i stället."),
    },
)
