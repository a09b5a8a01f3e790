"""English: audiences."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.audiences import AudiencePageWords

AUDIENCES: Final = AudiencePageWords(
    lead="Rules that find people by their positions. Whoever changes post comes in or drops out by themselves.",
    rules="Rules",
    none="No audience yet. Build the first, for example all headteachers of the county.",
    add="Add an audience",
    change="Change",
    new_heading="New audience",
    change_heading="Change the audience",
    rule="Rule",
    rule_about="A position fits if it meets all that is filled in. What is empty does not restrict.",
    everybody="Everybody with a position",
    roles="Roles",
    types="Types of organisation",
    groups="Groups",
    counties="Counties",
    municipalities="Municipalities",
    below_too="Organisations below them too",
    lines="One on each line.",
    roles_there="Your people have: {roles}.",
    count="Count",
    finds="The rule finds {n} people",
    finds_one="The rule finds 1 person",
    members="Whom it finds",
    nobody="Nobody meets the rule.",
    first_only="The first {n}.",
    who="Why is somebody in it, or not?",
    who_hint="Name or e-mail",
    why="In it or not",
    why_columns=("Person", "In it?", "Why"),
    is_in="In it",
    is_not_in="Not in it",
    fits="fits",
    does_not_fit="does not fit ({what})",
    not_now="is not valid today",
    no_position="Has no position",
    nobody_called_so="Nobody has that name.",
    cohort="From where does nobody come?",
    no_cohort="Choose a cohort",
    coverage="Nobody comes from {n} of {all} organisations",
    covered="Coming, by organisation",
    coverage_columns=("Organisation", "Coming", "In the audience"),
    delete="Delete the audience",
    delete_heading="Delete {name}",
    delete_follows="That works only if no invitation uses it. No person is deleted.",
    said={
        "ny": TitledText(
            "The audience is stored", "Everybody whom the rule fits is found, also those who are added later."
        ),
        "sparat": TitledText("Saved", "Invitations that have gone stay."),
        "borttagen": TitledText("The audience is deleted", "No invitation is affected."),
    },
)
