"""Swedish: the pages for staff."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.staff.common import (
    SignInWords,
    StaffBarWords,
    StaffHomeWords,
    StaffOwnWords,
)

BAR: Final = StaffBarWords(
    menu="Huvudmeny",
    rooms={
        "home": "I dag",
        "programmes": "Omgångar",
        "people": "Personer",
        "mailings": "Utskick",
        "more": "Mer",
    },
    find="Sök person, organisation eller omgång",
    find_button="Sök",
    me="inställningar och logga ut",
    to_home="Till I dag",
    role_too_low=TitledText("Du får inte göra det här", "Be den som är administratör hos er om hjälp."),
    not_found=TitledText("Sidan finns inte", "Den kan ha tagits bort, eller så är adressen fel."),
    from_elsewhere=TitledText(
        "Inget är sparat", "Formuläret kom från en annan webbplats. Öppna sidan här och försök igen."
    ),
    dead_link=TitledText(
        "Länken gäller inte längre",
        "Den har använts eller är för gammal. Be den som är administratör hos er om en ny.",
    ),
)

SIGN_IN: Final = SignInWords(
    heading="Logga in",
    lead="För dig som samordnar. Är du inbjuden eller anmäld behöver du inget konto: använd länken i ditt mejl.",
    email="E-post",
    password="Lösenord",  # noqa: S106 - a label
    sign_in="Logga in",
    not_signed_in="Du är inte inloggad",
    kept="Lösenordet behöver du skriva igen.",
    no_password="Skriv ditt lösenord.",  # noqa: S106 - a sentence
    wrong="Adressen eller lösenordet stämmer inte. Försök igen.",
    notices={
        "session_ended": TitledText(
            "Logga in igen",
            "Du har varit borta en stund. Det du skrev är kvar och kan sparas när du har loggat in.",
        ),
        "signed_out": TitledText("Du är utloggad", "Logga in igen när du vill."),
        "password_set": TitledText("Lösenordet är sparat", "Logga in med det."),
    },
    choose="Vilken arrangör?",
    signed_in_again="Du är inloggad igen",
    signed_in_again_lead="Det du skrev är inte sparat än.",
    send_kept="Spara det jag skrev",
    leave_kept="Släng det, och gå till I dag",
    welcome="Välj ett lösenord",
    welcome_lead="Sedan loggar du in med din e-postadress och lösenordet.",
    new_password="Lösenord",  # noqa: S106 - a label
    new_password_hint="Minst {least} tecken. Några ord i rad går bra.",  # noqa: S106 - a sentence
    set_password="Spara lösenordet",  # noqa: S106 - a button
    not_set="Lösenordet är inte sparat",
    password_faults={
        "password_short": "Lösenordet är för kort: minst {least} tecken.",
        "password_long": "Lösenordet är för långt: högst {most} tecken.",
        "password_address": "Lösenordet får inte vara din e-postadress.",
    },
)

HOME: Final = StaffHomeWords(
    heading="I dag",
    needed="Behöver dig",
    nothing="Inget behöver dig i dag.",
    begin="Inget är upplagt än. Så här kommer du i gång:",
    first_steps=(
        TitledText("Läs in en lista", "med dem som ni brukar bjuda in, från Excel eller Outlook."),
        TitledText("Gör en målgrupp", "som hittar rätt personer, till exempel alla rektorer i länet."),
        TitledText(
            "Lägg till en satsning", "med en omgång för varje termin, och träffar i den. Sedan bjuder du in."
        ),
    ),
    ahead="Närmast",
    nothing_ahead="Inga träffar än. Här står de som är närmast när en omgång är öppen.",
    link_missing="{title} saknar möteslänk",
    link_missing_more="{day}. {programme}. {taken} kommer.",
    add_link="Lägg in länk",
    silent=Plural("har inte svarat på {programme}, {cohort}", "har inte svarat på {programme}, {cohort}"),
    silent_until="Sista dag är {day}.",
    silent_no_day="Svarstiden har inget slut.",
    show_silent="Visa dem",
    bounced=Plural(
        "fick aldrig sin inbjudan till {programme}, {cohort}",
        "fick aldrig sin inbjudan till {programme}, {cohort}",
    ),
    bounced_more="Mejlet gick inte fram. Rätta adressen, så går det ut igen.",
    show_bounced="Visa dem",
    enquiries=Plural("obesvarad förfrågan", "obesvarade förfrågningar"),
    enquiries_more="Någon vill att ni ordnar något.",
    show_enquiries="Läs dem",
    webhook_off="webhook är avstängd: {name}",
    webhook_off_more="Programmet får inte veta vad som ändras.",
    webhook_off_ask="Programmet får inte veta vad som ändras. Be en administratör att se över den.",
    show_webhook="Se över den",
    taken="{taken} kommer",
    taken_of="{taken} av {capacity} kommer",
    tentative="Preliminär",
    has_link="Länk finns",
    no_link="Länk saknas",
    has_place="Lokal klar",
    since="Sedan i går",
    nothing_since="Inget har hänt sedan i går. Här står vem som har svarat, anmält sig eller lämnat sin plats.",
    yesterday="i går",
    protected="Skyddad identitet",
    happened={
        "accepted": "tackade ja till",
        "declined": "tackade nej till",
        "substituted": "skickade en ersättare till",
        "registered": "är anmäld till",
        "changed": "bytte dagar i",
        "withdrawn": "lämnade sin plats i",
        "offer": "tog en plats som blev ledig i",
    },
    happened_one={
        "invited": "En inbjudan gick ut till",
        "reminded": "En påminnelse gick ut om",
        "mailed": "Utskicket ”{title}” gick till en person i",
        "bounced": "En inbjudan gick inte fram till",
    },
    happened_many={
        "invited": "{n} inbjudningar gick ut till",
        "reminded": "{n} påminnelser gick ut om",
        "mailed": "Utskicket ”{title}” gick till {n} personer i",
        "bounced": "{n} inbjudningar gick inte fram till",
    },
)

OWN: Final = StaffOwnWords(
    heading="Dina inställningar",
    name="Namn",
    name_hint="Så ser dina kollegor vem som har gjort vad.",
    language="Språk på de här sidorna",
    languages={"": "Som i webbläsaren", "sv": "Svenska", "en": "English"},
    save="Spara",
    saved="Sparat",
    account="Ditt konto",
    email="E-post",
    organiser="Arrangör",
    role="Roll",
    roles={"admin": "administratör", "coordinator": "samordnare", "viewer": "får läsa"},
    sign_out="Logga ut",
    sign_out_everywhere="Logga ut överallt",
    calendar="Kalender",
    calendar_about="Prenumerera på alla träffar hos er, så står de i din egen kalender och följer med när de flyttas.",
    calendar_address="Din kalenderadress",
    calendar_private="Adressen är hemlig och bara din. Den slutar gälla när du tar bort den, eller när du inte längre är medarbetare.",
    calendar_open="Lägg till i min kalender",
    calendar_replace="Byt adress",
    calendar_remove="Ta bort adressen",
    calendar_make="Skapa en kalenderadress",
    calendar_made="Du har en ny kalenderadress. En tidigare gäller inte längre.",
    calendar_gone="Kalenderadressen är borttagen.",
)
