"""English: what one's own page has beside the dates."""

from typing import Final

from services.registration.web.wording.own_words import OwnPage
from services.registration.web.wording.parts import Said

OWN: Final = OwnPage(
    send="Can't come? Send a substitute",
    send_instead="Send a substitute instead",
    heading="Who is coming in your place?",
    lead="{title}. Your substitute gets your seat as it stands, a link of their own and the calendar entries. The seat is removed from your calendar.",
    which_dates="Which dates?",
    turn_off="Turn off those you are coming to yourself.",
    who="The substitute",
    name="Your substitute's name",
    email="Your substitute's e-mail address",
    email_hint="We send their own link there. Each substitute needs an address of their own.",
    button="Send the substitute",
    what_follows="This takes effect at once. Attendance still counts for {organisation}.",
    nothing_chosen="Choose at least one date that your substitute is coming to",
    cannot_come="This person cannot come in your place here. Please contact us",
    not_allowed=Said("The seat is personal", "You cannot send a substitute this time."),
    nothing_left=Said("No dates are left", "There is no seat to hand over."),
    keep="Back to my dates",
    sent=Said(
        "Your substitute is registered", "We have sent an e-mail to your substitute and another to you."
    ),
    all_sent="Your substitute is coming instead",
    all_sent_lead="Your seats in {title} have gone to your substitute. There is nothing more for you to do.",
    gone_over="Your substitute is coming",
    code="Show this code at the door",
    code_alt="Your personal code for {title} as a QR code",
    code_text="{title}, {when}. Whoever is at the door scans it. The code is yours alone.",
    code_link="Will it not scan? Open the link",
    others="You are also registered for",
    others_next="next date {day}",
    language="Language of this page and our e-mails",
    language_name="English",
    language_switch="Switch to English",
    language_saved=Said(
        "Your language is saved", "From now on this page and our e-mails to you are in English."
    ),
)
