"""Swedish: a person's own data."""

from typing import Final

from services.registration.web.wording.words.my_data import MyDataWords
from services.registration.web.wording.words.parts import Plural

DATA: Final = MyDataWords(
    to_mine="Hämta eller ta bort mina uppgifter",
    mine="Dina uppgifter",
    mine_lead="Här får du det som {organiser} har sparat om dig, som en fil, eller tar bort det.",
    mine_why="Vi mejlar en länk till dig först, så att ingen annan som har fått länken till sidan kan göra det. Den gäller i ett dygn.",
    send="Mejla mig länken",
    back="Tillbaka till mina datum",
    sent="Länken är på väg till dig",
    sent_lead="Öppna den i mejlet inom ett dygn. Det brukar ta någon minut innan mejlet kommer. Inget är borttaget än.",
    mine_found="Det här gäller allt som {organiser} har sparat om dig.",
    file="Hämta mina uppgifter",
    file_about="Filen har varje detalj: inbjudningar, anmälningar, svar och de mejl som vi har skickat till dig.",
    ended="Sidan är stängd",
    ended_lead="Träffarna är över sedan länge, så här visar vi inget mer. Du kan fortfarande hämta eller ta bort dina uppgifter.",
    file_name="mina-uppgifter.json",
    mails_missing="Mejlen till dig gick inte att hämta just nu. Hämta filen igen om en stund.",
    protected="Du har skyddade personuppgifter",
    protected_lead="Därför lämnar vi inte ut dem genom en länk. Hör av dig till oss, så ordnar vi det på ett säkert sätt.",
    ask="Ta bort dina uppgifter?",
    ask_lead="Du blir avanmäld från alla datum hos {organiser}. Sedan tar vi bort namn, adress, svar och alla mejl till dig.",
    ask_no_way_back="Det går inte att ångra. Länkarna i mejlen slutar gälla.",
    do_erase="Ta bort mina uppgifter",
    erasing="Vi tar bort dina uppgifter",
    erasing_lead="Du är avanmäld från alla datum hos {organiser}, och dina länkar gäller inte längre.",
    erasing_when=(
        "Har du datum i kalendern får du mejl som tar bort dem. När de har gått fram tar vi bort ditt namn, din adress "
        "och allt vi har skickat till dig. Det brukar ta några minuter, och senast om tre dygn är det klart."
    ),
    erased="Dina uppgifter är borttagna",
    erased_lead="Vi har inget kvar om dig hos {organiser}.",
    counted="Hur många som har varit med räknar vi fortfarande, men utan namn.",
    copies="Säkerhetskopior gallras för sig. Måste vi läsa in en tar vi bort dig igen.",
    position="Befattning",
    registration="Anmälan till {title}",
    registrations={"registered": "anmäld", "waiting": "väntelista", "withdrawn": "avanmäld"},
    seats=Plural("plats på ett datum", "plats på {n} datum"),
    invitation="Inbjudan till {title}",
    invitations={
        "queued": "på väg",
        "sent": "inte besvarad",
        "bounced": "gick inte fram",
        "accepted": "du har tackat ja",
        "declined": "du har tackat nej",
        "substituted": "en ersättare kommer",
        "expired": "tiden gick ut",
    },
    mail="Mejl till dig",
    mail_dead="kommer inte fram",
    mail_away="automatiskt svar: {subject}",
    enquiry="Förfrågan",
    interest="Säg till när anmälan öppnar",
    replace="Byt mina länkar",
    ask_replace="Byta dina länkar?",
    ask_replace_lead=(
        "Gör det om någon annan har fått en av dina länkar. De länkar från {organiser} som du har i mejl och kalender "
        "slutar gälla, och vi mejlar dig nya."
    ),
    do_replace="Byt mina länkar",
    keep_links="Nej, behåll dem",
    replaced="Dina länkar är bytta",
    replaced_lead="De gamla öppnar ingenting längre. De nya kommer i mejl till dig, och det brukar ta någon minut.",
    replaced_feed="Kalendern du prenumererar på slutar att hämta dina datum. Ta bort den, och lägg in den nya adressen från din sida.",
    no_address="Vi har ingen adress till dig",
    no_address_lead="Därför kan vi inte mejla dig. Hör av dig till oss, så hjälper vi dig.",
)
