"""English: somebody else takes over a position."""

from typing import Final

from services.registration.web.wording.words.staff.hand_over import HandOverWords

HAND_OVER: Final = HandOverWords(
    heading="Somebody else takes over",
    about="Seats and unanswered invitations that belong to the position follow. You see who gets which mail before anything happens.",
    no_position="The person has no position now or later. There is nothing to take over.",
    position="Position",
    starts_on="The successor's first day",
    starts_on_hint="Sessions from that day on follow. The day before is the last one of whoever leaves.",
    who="Who takes over?",
    successor="Somebody in the directory",
    successor_hint="Name or e-mail. Somebody with a protected identity is not found.",
    somebody_new="Or somebody new",
    somebody_new_about="The person is added and gets the position. Leave it empty if the person is there already.",
    look="Show what happens",
    look_again="Count again",
    confirm_heading="{name} takes over",
    changes_hands="{position}: {successor} has the position from {day}. For {name} the day before is the last one.",
    is_added="{successor} is added to the directory.",
    registrations="Registrations that follow: {n}. {successor} gets the sessions with calendar entries, and the entries of {name} are taken back.",
    invitations="Unanswered invitations that follow: {n}. The link of {name} opens nothing any more, and {successor} is invited instead.",
    left="Registrations that stay with {name}: {n}. {successor} has something already that goes against them.",
    nothing_follows="No registration and no unanswered invitation belongs to the position.",
    history="What has been stays with {name}: attendance, answers and mails.",
    do="Hand over and send {n} mails",
    do_one="Hand over and send 1 mail",
    do_none="Hand over",
)
