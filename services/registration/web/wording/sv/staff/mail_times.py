"""Swedish: when mail leaves, for staff."""

from typing import Final

from services.registration.web.wording.words.parts import Plural
from services.registration.web.wording.words.staff.mail_times import MailTimeWords

MAIL_TIMES: Final = MailTimeWords(
    heading="När mejlen går",
    lead="Här pausar du omgångens mejl och bestämmer när på dygnet de får gå.",
    organiser_heading="När mejlen går",
    organiser_lead="Det här gäller alla era omgångar, om de inte har egna tider.",
    link="När mejlen går",
    pause_heading="Paus",
    goes="Mejlen går som vanligt.",
    paused_since="Mejlen är pausade sedan {when}.",
    organiser_paused="Alla era mejl är pausade sedan {when}. En administratör släpper på dem under Mer.",
    everything_paused="Den som driver tjänsten har pausat alla mejl sedan {when}.",
    waiting=Plural("Ett mejl väntar.", "{n} mejl väntar."),
    waiting_unknown="Det går inte att se hur många mejl som väntar just nu.",
    pause="Pausa omgångens mejl",
    pause_all="Pausa alla våra mejl",
    pause_about="Allt om omgången väntar, utom länkar som någon själv ber om och mejl som någon måste bekräfta sin anmälan med. Inget försvinner.",
    pause_all_about="Allt väntar, utom länkar som någon själv ber om, mejl som någon måste bekräfta sin anmälan med, och era egna länkar för att logga in. Inget försvinner.",
    resume="Släpp på omgångens mejl",
    resume_all="Släpp på mejlen",
    resume_about="Varje mejl prövas igen innan det går. Det som inte gäller längre skickas inte.",
    hours_heading="Tider på dygnet",
    hours_about="Gäller inbjudningar, påminnelser och utskick. Svar på det någon själv har gjort går genast, och likaså ändrade och inställda träffar. Inget mejl väntar förbi träffen eller sista svarsdag.",
    hours_any="Mejlen får gå när som helst.",
    hours_of_organiser="Som för alla era omgångar: {hours}.",
    hours_of_organiser_any="Som för alla era omgångar: när som helst.",
    hours_in_words="{days} {opens}–{closes}",
    midnight="24.00",
    days={
        "all": "alla dagar",
        "weekdays": "måndag till fredag",
        "workdays": "måndag till fredag, inte helgdagar",
    },
    change_hours="Ändra tiderna",
    form_heading="Tider på dygnet",
    form_lead="Svensk tid. Mejl som blir klara utanför tiderna går när nästa tid börjar.",
    labels={"days": "När får mejlen gå?", "opens": "Från klockan", "closes": "Till klockan"},
    hints={
        "opens": "Till exempel 8.00. Behövs inte om mejlen får gå när som helst.",
        "closes": "Till exempel 18.00. Skriv 0.00 för hela kvällen.",
    },
    choices={
        "any": "När som helst",
        "all": "Alla dagar, vissa tider",
        "weekdays": "Måndag till fredag, vissa tider",
        "workdays": "Måndag till fredag men inte helgdagar, vissa tider",
    },
    as_organiser="Som för alla våra omgångar",
    paused_short="pausat",
    todo_cohort=Plural(
        "mejl väntar, för mejlen om {programme}, {cohort} är pausade",
        "mejl väntar, för mejlen om {programme}, {cohort} är pausade",
    ),
    todo_organiser=Plural(
        "mejl väntar, för alla era mejl är pausade", "mejl väntar, för alla era mejl är pausade"
    ),
    todo_everything=Plural(
        "mejl väntar, för den som driver tjänsten har pausat alla mejl",
        "mejl väntar, för den som driver tjänsten har pausat alla mejl",
    ),
    todo_more="Sedan {when}.",
    todo_ask_admin="Sedan {when}. En administratör kan släppa på dem.",
    todo_ask_operator="Sedan {when}. Fråga den som driver tjänsten.",
    todo_show="Se över det",
    sender_heading="Avsändare",
    sender_about="Så står det som avsändare i era mejl. Mejl med en kalenderinbjudan har ändå en egen adress, för att svaren i kalendern ska räknas.",
    sender_name="Namn",
    sender_address="Adress",
    sender_in_words="{name}, {address}",
    sender_own_address="tjänstens adress",
    change_sender="Ändra avsändaren",
    sender_name_hint="Frivilligt. Annars står arrangörens namn.",
    sender_address_hint="Frivilligt. Måste sluta på @ och någon av: {domains}. Någon måste läsa det som kommer dit.",
    sender_no_address="Den som driver tjänsten tillåter ingen egen adress.",
    saved={
        "pausat": "Mejlen är pausade.",
        "slappt": "Mejlen går igen.",
        "avsandare": "Avsändaren är sparad.",
        "tider": "Tiderna är sparade.",
    },
)
