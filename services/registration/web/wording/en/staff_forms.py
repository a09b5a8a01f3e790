"""English: what forms for staff share."""

from typing import Final

from services.registration.web.wording.words.staff_forms import StaffFormWords

FORMS: Final = StaffFormWords(
    not_saved="Nothing is saved yet",
    somebody_changed="Somebody else has saved a change while you were writing",
    changed_by="{name} has saved a change while you were writing",
    changed_elsewhere="What was changed is not in this form. Save again if yours is to stand.",
    now_is="It now says: {value}.",
    empty="nothing",
    taken_over="{label} was changed, and the change is included here. {said}",
    both_changed="Both of you have changed {label}. {said} Your text is kept: save again if it is to stand.",
    look_at="Worth a look",
    leave="Go back",
    save="Save",
    saved="It is saved",
    yes_no={"yes": "Yes", "no": "No"},
    not_said="Nothing chosen",
    faults={
        "title/missing": "Write a title.",
        "name/missing": "Write a name, for example Cohort 2027.",
        "slug/twice": "Another cohort has this address. Write another.",
        "slug/not_allowed": "Use only lower case a to z, digits and hyphens.",
        "starts/not_a_date": "Write a time, for example 9:00.",
        "ends/not_a_date": "Write a time, for example 12:00.",
        "ends/missing": "Write when it ends.",
        "starts/missing": "Write when it begins, or clear when it ends.",
        "day/missing": "Write which day, for example 2027-01-20.",
        "ends_at/before_start": "The session must end after it has begun.",
        "ends_on/before_start": "The last day must come after the first.",
        "audience_id/missing": "Choose whom to invite.",
        "session_ids/missing": "Choose at least one session.",
        "session_ids/not_a_choice": "Choose among the sessions of the cohort.",
        "options/missing": "Write at least one option, one on each line.",
        "options/twice": "Two options are the same.",
        "reminders/not_a_choice": "Write one reminder on each line, for example 7 days or 24 hours.",
        "answer/missing": "Choose yes, no or substitute.",
        "substitute_name/missing": "Write the substitute's name.",
        "substitute_email/missing": "Write the substitute's email address.",
        "dates/missing": "Choose at least one date.",
        "first_session_on/missing": "Write when the first session is to be.",
    },
)
