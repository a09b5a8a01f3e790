"""Swedish: the pages about staff."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.people import StaffPeopleWords

PEOPLE: Final = StaffPeopleWords(
    heading="Medarbetare",
    lead="De som loggar in hos er. Var och en har sitt eget lösenord.",
    who="Vem",
    password="Lösenord",  # noqa: S106 - a label
    has_password="Har valt lösenord",  # noqa: S106 - a label
    is_invited="Har fått en länk",
    link_over="Länken har gått ut",
    link_until="Länken gäller till",
    may={
        "admin": "Får allt: bjuda in medarbetare, läsa loggen, skapa nycklar och ändra hos er.",
        "coordinator": "Får planera, bjuda in, göra utskick och ändra anmälningar.",
        "viewer": "Får läsa men inte ändra. Ser inte vilka personer med skyddade uppgifter är.",
    },
    invite_heading="Bjud in en medarbetare",
    invite_lead="Den du bjuder in får ett mejl med en länk. Där väljer hen sitt lösenord. Länken gäller en gång, i en vecka.",
    invite="Bjud in",
    name_hint="Frivilligt. Medarbetaren kan själv ändra det.",
    already="Den som har den här adressen är redan medarbetare.",
    said={
        "inbjuden": TitledText("Inbjudan är på väg", "Mejlet kommer fram inom någon minut."),
        "roll": TitledText("Rollen är ändrad", "Personen loggar in på nytt och får då den nya rollen."),
        "skickad": TitledText("En ny länk är på väg", "Äldre länkar gäller inte längre."),
        "slutat": TitledText("Medarbetaren är borttagen", "Hen är utloggad och kan inte logga in igen."),
    },
    save_role="Ändra rollen",
    role_changed_meanwhile="Någon har ändrat rollen till {role} medan du hade sidan öppen. Ingenting är sparat. Stämmer ditt val ändå? Ändra igen.",
    last_admin="Det här är den enda som är administratör. Gör någon annan till administratör först.",
    send_again="Skicka en ny länk",
    send_to_change="Skicka en länk för ett nytt lösenord",
    see_log="Vad personen har gjort",
    to_let_out="Ta bort medarbetaren …",
    let_out_heading="Ta bort {name} som medarbetare?",
    let_out_follows=(
        "Personen loggas ut direkt och kan inte logga in igen.",
        "Det hen har gjort står kvar, och loggen visar fortfarande vem det var.",
        "Du kan bjuda in samma person igen när du vill.",
    ),
    let_out="Ta bort 1 medarbetare",
    keep="Behåll, och gå tillbaka",
    change_password="Byt lösenord",  # noqa: S106 - a heading
    change_password_lead="När du har bytt är du utloggad överallt utom här.",  # noqa: S106 - a sentence
    old_password="Lösenordet du har nu",  # noqa: S106 - a label
    new_password="Nytt lösenord",  # noqa: S106 - a label
    old_wrong="Det är inte lösenordet du har nu. Försök igen.",
    password_changed="Lösenordet är bytt",  # noqa: S106 - a sentence
    forgotten_question="Har du glömt lösenordet?",
    forgotten="Glömt lösenord",
    forgotten_lead="Skriv din e-postadress, så mejlar vi en länk där du väljer ett nytt lösenord.",
    ask="Mejla en länk",
    not_asked="Inget mejl är skickat",
    link_asked=TitledText(
        "Titta i din inkorg",
        "Är adressen en medarbetares kommer mejlet inom någon minut. Länken gäller i ett dygn. "
        "Kommer inget mejl? Kontrollera adressen, eller fråga den som är administratör hos er.",
    ),
    to_sign_in="Till inloggningen",
)
