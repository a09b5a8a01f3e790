"""English: registrations that have to be confirmed by the mailed link."""

from typing import Final

from services.registration.web.wording.words.confirming import ConfirmingWords
from services.registration.web.wording.words.parts import Plural, TitledText

CONFIRMING: Final = ConfirmingWords(
    heading="Confirm your registration",
    lead="Your registration is not confirmed yet. Confirm it by {when}.",
    lead_held=Plural("Until then we hold the seat.", "Until then we hold the seats."),
    lead_waiting="All seats are taken, so you are on the waiting list then.",
    held="A seat is held for you",
    held_until="A seat is held for you until {when}",
    waits="Waiting list",
    let_go="The seat has been passed on",
    for_whom="You confirm for {names}.",
    not_you="Did you not register? Then you need not do anything. The registration ends by itself, and we send no more emails about it.",
    button="Confirm the registration",
    over=TitledText(
        "The registration has ended",
        "It was not confirmed before {when}. The seat has been passed on.",
    ),
    over_again="Would you like to come? Register again. If there is no seat you join the waiting list.",
    over_link="Register again",
    form_note="You get an email with a link. Open it and confirm within 24 hours. Until then we hold the seat, but you are not registered.",
    form_note_several="Each of them gets an email with a link, opens it and confirms within 24 hours. Until then we hold the seats, but nobody is registered. You confirm for those without an address of their own.",
    sent="Confirm your registration",
    sent_to="You are not registered yet. We have sent an email to {email}. Open the link in it and confirm within 24 hours.",
    sent_lead="You are not registered yet. We have sent an email to the address that you wrote. Open the link in it and confirm within 24 hours.",
    sent_more="Nothing within a few minutes? Look in your junk mail. Is the address wrong? Register again with the right one: the first registration ends by itself.",
    sent_again="If the address was registered before, nothing has changed, and you need not register once more.",
    several=Plural("One registration to confirm", "{n} registrations to confirm"),
    several_lead="Each of them gets an email, and confirms in it within 24 hours. You get one email for those without an address of their own. Save or print this page if you like: in an hour it is gone.",
    several_known="If any of them was registered before, nothing has changed for them.",
    several_seat=Plural("One date, once confirmed", "{n} dates, once confirmed"),
)
