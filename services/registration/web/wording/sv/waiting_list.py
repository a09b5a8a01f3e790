"""Swedish: waiting lists and offers of a seat."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.waiting_list import WaitingListWords

WAITING: Final = WaitingListWords(
    first="Du står först i kön.",
    before=Plural("En står före dig.", "{n} står före dig."),
    given="När det är din tur får du platsen direkt, och ett mejl.",
    asked="När det är din tur mejlar vi dig. I mejlet står hur länge vi håller platsen.",
    by_time="Den som har väntat längst får plats först.",
    by_organisation="Organisationer som inte har någon plats går före. Sedan gäller kötid.",
    all_taken="Alla platser är tagna.",
    held="Vi håller en plats åt dig",
    answer_by="Svara senast {when}. Annars går platsen till nästa i kön.",
    accept="Ta platsen",
    decline="Tacka nej",
    ran_out="Erbjudandet har gått ut",
    ran_out_text="Tiden gick ut {when}, och platsen går till nästa i kön.",
    declined="Du har tackat nej till {title}",
    declined_lead="Platsen går till nästa i kön.",
    over=TitledText("Erbjudandet har gått ut", "Platsen i {title} har gått till nästa i kön."),
    over_again="Vill du ändå vara med? Anmäl dig igen, så ställs du i kön om det är fullt.",
    over_link="Allt som är på gång",
)
