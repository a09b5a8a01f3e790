"""English: the pages about enquiries."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.enquiries import StaffEnquiriesWords

ENQUIRIES: Final = StaffEnquiriesWords(
    heading="Enquiries",
    lead="What others have asked you to arrange, from your pages. The newest stands first.",
    show="Show",
    choices={"nya": "New", "besvarade": "Answered", "alla": "All"},
    none_new="No new enquiries. When somebody fills in the form on your pages it stands here.",
    none="No enquiries yet.",
    older="Show older ones",
    subject="What it is about",
    from_whom="From",
    asked="When",
    state="State",
    new="New",
    answered="Answered",
    erased="Erased enquiry",
    enquiry="The enquiry",
    name="Name",
    organisation="Organisation",
    audience="For whom",
    people="How many",
    wanted_when="When",
    attachments="Attachments, in the e-mail only",
    letters="E-mails from the person",
    reference="Reference",
    answer="Your answer",
    answered_at="Sent by email {when}",
    your_answer="Your answer",
    send="Send the answer to {name}",
    answered_meanwhile="Somebody has answered already. The answer stands above. Yours is not sent.",
    note="Note",
    note_hint="Only those of you who sign in see it.",
    is_it_answered="Is it answered?",
    save_note="Save the note",
    changed_meanwhile="Somebody changed it while you wrote. Yours is not saved. It now says: {note}",
    said={
        "svarat": TitledText("The answer is on its way", "The email arrives within a minute or so."),
        "sparat": TitledText("Saved", "No email is sent."),
    },
)
