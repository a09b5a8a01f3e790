"""English: the audit log."""

from typing import Final

from services.registration.web.wording.en.staff import log_actions as staff_log_actions
from services.registration.web.wording.en.staff import log_fields as staff_log_fields
from services.registration.web.wording.words.staff.log import StaffLogWords

LOG: Final = StaffLogWords(
    actions=staff_log_actions.ACTIONS,
    groups=staff_log_actions.GROUPS,
    kinds=staff_log_actions.KINDS,
    actors=staff_log_actions.ACTORS,
    actor_groups=staff_log_actions.ACTOR_GROUPS,
    fields=staff_log_fields.FIELDS,
    values=staff_log_fields.VALUES,
    heading="Log",
    lead="Who did what, and how it was before. The newest stands first. The log is kept for two years.",
    narrow="Search the log",
    who="Who",
    kind="What",
    first="From",
    last="Until",
    all="All",
    show="Show",
    wrong_day="Write a date, for example 2027-05-12. The search is made without it.",
    about="Only what is about {name}.",
    show_all="Show the whole log",
    none="Nothing has been done yet. Everything that is changed will stand here.",
    none_found="Nothing in the log fits your search. Choose a longer time, or more people.",
    older="Show older ones",
    show_values="Show all {count} fields",
    on_what="About",
    all_about="Everything that was done to this",
    changed="Changed fields",
    values_heading="The fields before and after",
    field="Field",
    before="Before",
    after="After",
    no_values="No values are kept of this.",
    token="the API token {name}",  # noqa: S106 - a label
    participant="{name} (participant)",
    protected="Protected identity",
    gone="removed",
    yes="yes",
    no="no",
)
