"""Swedish: a person's own data."""

from typing import Final

from services.registration.web.wording.words.my_data import MyDataWords

DATA: Final = MyDataWords(
    file="Mina uppgifter som en fil",
    file_name="mina-uppgifter.json",
    mails_missing="Mejlen till dig gick inte att hämta just nu. Hämta filen igen om en stund.",
    protected="Du har skyddade personuppgifter",
    protected_lead="Därför lämnar vi inte ut dem genom en länk. Hör av dig till oss, så ordnar vi det på ett säkert sätt.",
    erase="Ta bort mina uppgifter",
    ask="Ta bort dina uppgifter?",
    ask_lead="Du blir avanmäld från alla datum hos {organiser}. Sedan tar vi bort namn, adress, svar och alla mejl till dig.",
    ask_no_way_back="Det går inte att ångra. Länkarna i mejlen slutar gälla.",
    do_erase="Ta bort mina uppgifter",
    keep="Nej, behåll",
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
    no_address="Vi har ingen adress till dig",
    no_address_lead="Därför kan vi inte mejla dig. Hör av dig till oss, så hjälper vi dig.",
)
