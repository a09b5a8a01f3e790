"""English: letters of one's own."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.letters import StaffLetterWords

LETTERS: Final = StaffLetterWords(
    heading="Letters",
    lead="Every email that goes out by itself has a text from us. Here you write your own.",
    nearest="The cohort's text goes before the programme's, and the programme's before the organiser's. Subject and text count each for itself.",
    everything="{name}, all programmes",
    letters={
        "invitation": TitledText("Invitation", "Goes to whoever is invited or called."),
        "invitation_reminder": TitledText(
            "Reminder to answer", "Goes to whoever has not answered the invitation."
        ),
        "invited_added": TitledText(
            "New dates to answer", "Goes to whoever has answered when dates are added."
        ),
        "invited_update": TitledText(
            "Change for the invited", "Goes to whoever has not answered when a date changes."
        ),
        "invited_cancellation": TitledText(
            "Cancelled for the invited", "Goes to whoever has not answered when a date is cancelled."
        ),
        "confirm": TitledText("Confirm the registration", "Goes to whoever is to confirm with a link."),
        "confirmation": TitledText("Confirmation", "Goes to whoever has registered."),
        "calendar": TitledText("Calendar invitation", "Goes to whoever wants the dates in a calendar."),
        "waiting": TitledText("Waiting list", "Goes to whoever is on the waiting list."),
        "offer": TitledText("Offer of a seat", "Goes to the next in line when a seat becomes free."),
        "promoted": TitledText(
            "Seat from the waiting list", "Goes to whoever gets a seat that has become free."
        ),
        "update": TitledText("Change", "Goes to the registered when a date, a time or a place changes."),
        "cancellation": TitledText("Cancelled", "Goes to the registered when something is cancelled."),
        "withdrawal": TitledText("Withdrawal", "Goes to whoever has withdrawn."),
        "reminder": TitledText("Reminder of a session", "Goes to the registered before each date."),
        "substitute": TitledText("Substitute", "Goes to whoever comes in somebody's place."),
        "link": TitledText("The link once more", "Goes to whoever has asked for their link again."),
    },
    own="Your own text.",
    of_programme="The programme's text.",
    of_organiser="The organiser's text.",
    ours="Our text.",
    whose="Whose text",
    always_heading="This is always in it",
    always=(
        "The greeting with the first name comes first, and your text follows it.",
        "Then we write what must not be left out: what it is about, when and where, the last day to answer, how to answer, and the links.",
        "At the end it says who sends it, why, and how to ask.",
        "Where the email says something else than it mostly does, such as that somebody else takes the seat, only our text is in it.",
    ),
    write="{letter}: write your own text",
    write_own="Write your own text",
    rewrite="Change the text",
    take_back="Back to our text",
    take_back_above="Remove your own text",
    languages={"sv": "In Swedish", "en": "In English"},
    labels={
        "subject_sv": "Subject in Swedish",
        "body_sv": "Text in Swedish",
        "subject_en": "Subject in English",
        "body_en": "Text in English",
    },
    subject="Subject",
    subject_hint="Leave it empty to keep what holds now.",
    body_hint="An empty line begins a new paragraph, **two asterisks** make text bold. Leave it empty to keep what holds now. These are filled in for each: {fields}.",
    save="Save and see how it reads",
    saved={
        "sparat": "The text is saved. Emails that are made from now on have it.",
        "vart": "Your own text is removed. This is the letter now.",
    },
    sample_lead="This is the letter in every situation, with made-up details. Its links lead nowhere.",
    as_mail="Show it as the email looks",
    away="We cannot reach the mail service just now, so the letter cannot be shown. What is saved holds. Reload the page in a while.",
    to_letters="Own letters",
)
