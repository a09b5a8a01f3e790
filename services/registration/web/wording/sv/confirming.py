"""Swedish: registrations that have to be confirmed by the mailed link."""

from typing import Final

from services.registration.web.wording.words.confirming import ConfirmingWords
from services.registration.web.wording.words.parts import Plural, TitledText

CONFIRMING: Final = ConfirmingWords(
    heading="Bekräfta din anmälan",
    lead="Din anmälan är inte bekräftad än. Bekräfta den senast {when}.",
    lead_held=Plural("Till dess håller vi platsen.", "Till dess håller vi platserna."),
    lead_waiting="Det är fullt, så då står du på väntelistan.",
    held="Vi håller en plats åt dig",
    held_until="Vi håller en plats åt dig till {when}",
    waits="Väntelista",
    let_go="Platsen har lämnats vidare",
    for_whom="Du bekräftar för {names}.",
    not_you="Har du inte anmält dig? Då behöver du inte göra något. Anmälan upphör av sig själv, och vi mejlar inte mer om den.",
    button="Bekräfta anmälan",
    over=TitledText(
        "Anmälan gäller inte längre",
        "Den bekräftades inte före {when}. Platsen har lämnats vidare.",
    ),
    over_again="Vill du vara med? Anmäl dig igen. Finns det ingen plats ställs du i kön.",
    over_link="Anmäl dig igen",
    form_note="Du får ett mejl med en länk. Öppna den och bekräfta inom ett dygn. Till dess håller vi platsen, men du är inte anmäld.",
    form_note_several="Var och en får ett mejl med en länk, öppnar den och bekräftar inom ett dygn. Till dess håller vi platserna, men ingen är anmäld. Du bekräftar för dem som saknar egen adress.",
    sent="Bekräfta din anmälan",
    sent_to="Du är inte anmäld än. Vi har skickat ett mejl till {email}. Öppna länken i mejlet och bekräfta inom ett dygn.",
    sent_lead="Du är inte anmäld än. Vi har skickat ett mejl till adressen du skrev. Öppna länken i mejlet och bekräfta inom ett dygn.",
    sent_more="Kommer det inget inom några minuter? Titta i skräpposten. Är adressen fel? Anmäl dig igen med den rätta: den första anmälan upphör av sig själv.",
    sent_again="Var adressen anmäld sedan tidigare är ingenting ändrat, och du behöver inte anmäla dig en gång till.",
    several=Plural("En anmälan att bekräfta", "{n} anmälningar att bekräfta"),
    several_lead="Var och en får ett mejl och bekräftar i det inom ett dygn. Du får ett mejl för dem som saknar egen adress. Spara eller skriv ut den här sidan om du vill: om en timme finns den inte kvar.",
    several_known="Var någon av dem anmäld förut är inget ändrat för hen.",
    several_seat=Plural("Ett datum, när anmälan är bekräftad", "{n} datum, när anmälan är bekräftad"),
)
