"""Swedish: organisations, and the search in the bar."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.organisations import FindWords, OrganisationPageWords

ORGANISATIONS: Final = OrganisationPageWords(
    lead="Arbetsplatser, huvudmän, kommuner och regioner, med dem som ligger under varje.",
    uppermost="Överst",
    none="Ingen än. En lista från Excel lägger till dem som står i den.",
    none_found="Ingen organisation heter så.",
    add="Lägg till en organisation",
    change="Ändra",
    new_heading="Lägg till en organisation",
    change_heading="Ändra organisationen",
    name="Namn",
    type="Slag",
    type_hint="Till exempel kommun, region, skola.",
    no_type="Inte sagt",
    parent="Ligger under",
    parent_hint="Namnet på organisationen ovanför, om det finns någon.",
    municipality="Kommun",
    municipality_hint="Utan kommun gäller den som ligger ovanför.",
    county="Län",
    below="Under den",
    details="Uppgifter",
    show="Visa",
    nothing_below="Ingen organisation ligger under den här.",
    nobody="Ingen har en tjänst här. Den som har skyddad identitet visas inte.",
    all_people="Visa alla",
    cohorts="Omgångar",
    cohort="Omgång",
    invited="Inbjudna",
    coming="Kommer",
    no_cohorts="Ingen härifrån har varit inbjuden eller anmäld.",
    delete="Ta bort organisationen",
    delete_heading="Ta bort {name}",
    delete_follows="Det går bara om ingen person, målgrupp, träff eller organisation hör till den.",
    said={
        "ny": TitledText("Organisationen är tillagd", "Nu kan personer ha en roll där."),
        "sparat": TitledText("Det är sparat", "Sidan visar hur det är nu."),
        "borttagen": TitledText("Organisationen är borttagen", "Ingen hade en roll där."),
    },
)

FIND: Final = FindWords(
    heading="Sök: {search}",
    nothing_asked="Sök",
    cohorts="Omgångar",
    none="Inget heter så.",
    where="Var",
    first_only="De {n} första. Skriv mer för att hitta fler.",
)
