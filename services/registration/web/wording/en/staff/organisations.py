"""English: organisations, and the search in the bar."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.organisations import FindWords, OrganisationPageWords

ORGANISATIONS: Final = OrganisationPageWords(
    lead="Workplaces, principals, municipalities and regions, with those below each.",
    uppermost="Uppermost",
    none="None yet. A list from Excel adds those that stand in it.",
    none_found="No organisation has that name.",
    add="Add an organisation",
    change="Change",
    new_heading="Add an organisation",
    change_heading="Change the organisation",
    name="Name",
    type="Type",
    type_hint="For example kommun, region, skola.",
    no_type="Not said",
    parent="Is below",
    parent_hint="The name of the organisation above, if there is one.",
    municipality="Municipality",
    municipality_hint="Without one, that of the organisation above applies.",
    county="County",
    below="Below it",
    details="Details",
    show="Show",
    nothing_below="No organisation is below this one.",
    nobody="Nobody has a position here. A person with a protected identity is not shown.",
    all_people="Show all",
    cohorts="Cohorts",
    cohort="Cohort",
    invited="Invited",
    coming="Coming",
    no_cohorts="Nobody from here was invited or registered.",
    delete="Delete the organisation",
    delete_heading="Delete {name}",
    delete_follows="That works only if no person, audience, session or organisation belongs to it.",
    said={
        "ny": TitledText("The organisation is added", "People can have a role there now."),
        "sparat": TitledText("Saved", "The page shows what is so now."),
        "borttagen": TitledText("The organisation is deleted", "Nobody had a role there."),
    },
)

FIND: Final = FindWords(
    heading="Search: {search}",
    nothing_asked="Search",
    cohorts="Cohorts",
    none="Nothing has that name.",
    where="Where",
    first_only="The first {n}. Write more to find others.",
)
