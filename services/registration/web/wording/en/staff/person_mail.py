"""English: mail that does not reach somebody, and whoever answers that they are away, for staff."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.staff.person_mail import PersonMailWords
from shared.delivery_answers import DEAD_ADDRESS, NO_REASON

PERSON_MAIL: Final = PersonMailWords(
    dead="The address takes no e-mail",
    dead_about="E-mail to {email} has come back. Since {day} all e-mail to the address waits.",
    dead_answer="The mail server answered: {answer}",
    dead_what_to_do="Correct the address, and what waits goes to the new one.",
    dead_row="The address takes no e-mail",
    try_again="Try the same address again",
    try_again_about="E-mail that has come back or waits is sent once more, where it is still needed.",
    tried=TitledText(
        "The e-mail is sent again", "It leaves within a minute or so. If it comes back, you see it here."
    ),
    not_tried=TitledText(
        "Nothing was sent",
        "The address no longer counts as unusable, or sending is not possible right now. Reload the page in a while.",
    ),
    count=Plural("person has an address that takes no e-mail", "people have addresses that take no e-mail"),
    count_more="E-mail to them waits. Correct the address, and it goes out.",
    show="Show them",
    filter="Only addresses that take no e-mail",
    away="Away, says an automatic reply",
    away_until="Away until {day}",
    away_about="Automatic reply on {day}: “{subject}”",
    instead="The reply refers to {who}.",
    use_substitute="Change to {who}",
    see_substitute="Change to {who}: fill in the name",
    in_cohort="Change to {who} in {cohort}",
    own_answers={
        DEAD_ADDRESS: "Waits: the address takes no e-mail.",
        NO_REASON: "Came back without a reason.",
    },
)
