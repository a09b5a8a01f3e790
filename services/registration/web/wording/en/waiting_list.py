"""English: waiting lists and offers of a seat."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.waiting_list import WaitingListWords

WAITING: Final = WaitingListWords(
    first="You are first in line.",
    before=Plural("One person is before you.", "{n} people are before you."),
    given="When it is your turn the seat is yours at once, and you get an email.",
    asked="When it is your turn we email you. The email says how long we hold the seat.",
    by_time="Whoever has waited longest gets a seat first.",
    by_organisation="Organisations that have no seat go first. After that it is the time in line that counts.",
    all_taken="All seats are taken.",
    held="A seat is held for you",
    answer_by="Answer by {when}. Otherwise the seat goes to the next in line.",
    accept="Take the seat",
    decline="Decline",
    ran_out="The offer has run out",
    ran_out_text="The time ran out on {when}, and the seat goes to the next in line.",
    declined="You have declined {title}",
    declined_lead="The seat goes to the next in line.",
    over=TitledText("The offer has run out", "The seat in {title} has gone to the next in line."),
    over_again="Would you still like to come? Register again, and you join the line if it is full.",
    over_link="Everything that is on",
)
