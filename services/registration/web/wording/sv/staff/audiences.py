"""Swedish: audiences."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.audiences import AudiencePageWords

AUDIENCES: Final = AudiencePageWords(
    lead="Regler som hittar personer efter deras tjänster. Den som byter tjänst kommer med eller faller bort av sig själv.",
    rules="Regler",
    none="Ingen målgrupp än. Bygg den första, till exempel alla rektorer i länet.",
    add="Lägg till en målgrupp",
    change="Ändra",
    new_heading="Ny målgrupp",
    change_heading="Ändra målgruppen",
    rule="Regel",
    rule_about="En tjänst passar om den stämmer med allt som är ifyllt. Det som är tomt begränsar inte.",
    everybody="Alla som har en tjänst",
    roles="Roller",
    types="Slag av organisation",
    groups="Grupper",
    counties="Län",
    municipalities="Kommuner",
    below_too="Också organisationer som ligger under",
    lines="Ett på varje rad.",
    roles_there="Bland era personer finns: {roles}.",
    count="Räkna",
    finds="Regeln hittar {n} personer",
    finds_one="Regeln hittar 1 person",
    members="Vilka den hittar",
    nobody="Ingen stämmer med regeln.",
    first_only="De {n} första.",
    who="Varför är någon med, eller inte?",
    who_hint="Namn eller e-post",
    why="Med eller inte",
    why_columns=("Person", "Med?", "Varför"),
    is_in="Med",
    is_not_in="Inte med",
    fits="passar",
    does_not_fit="passar inte ({what})",
    not_now="gäller inte i dag",
    no_position="Har ingen tjänst",
    nobody_called_so="Ingen heter så.",
    cohort="Varifrån kommer ingen?",
    no_cohort="Välj en omgång",
    coverage="Ingen kommer från {n} av {all} organisationer",
    covered="Kommer, per organisation",
    coverage_columns=("Organisation", "Kommer", "I målgruppen"),
    delete="Ta bort målgruppen",
    delete_heading="Ta bort {name}",
    delete_follows="Det går bara om ingen inbjudan använder den. Ingen person tas bort.",
    said={
        "ny": TitledText(
            "Målgruppen är sparad", "Alla som passar regeln hittas, också de som tillkommer senare."
        ),
        "sparat": TitledText("Det är sparat", "Inbjudningar som redan har gått står kvar."),
        "borttagen": TitledText("Målgruppen är borttagen", "Ingen inbjudan påverkas."),
    },
)
