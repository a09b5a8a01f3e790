"""English: forwarded invitations, and colleagues."""

from typing import Final

from services.registration.web.wording.words.forwarded_and_colleagues import ColleaguesWords, ForwardedWords
from services.registration.web.wording.words.parts import Plural, SwitchText, TitledText

FORWARDED: Final = ForwardedWords(
    modes={
        "personal": "This invitation is personal: only you can answer by this link. If somebody else is to come, send a substitute.",
        "organisation": "You may forward this invitation to colleagues at {organisation}. They register for themselves, and your seat is not affected.",
        "open": "You may forward this invitation to anybody. Whoever gets it registers for themselves, and your seat is not affected.",
    },
    organisation="your organisation",
    somebody_else="I am somebody else",
    change_until="You can change your answer here up to and including {day}. After that you can still withdraw on your own page, until the session is over.",
    change_always="You can change your mind until the session is over.",
    heading="Register yourself",
    leads={
        "organisation": "{title}. The invitation is also for you who work at {organisation}. Whoever it was sent to has a seat of their own.",
        "open": "{title}. The invitation is open to everybody who has got it. Whoever it was sent to first has a seat of their own.",
    },
    which_dates="Which dates can you make?",
    who="Who are you?",
    button="Register",
    what_follows="Your personal link comes in an e-mail to you. There you can change your dates or withdraw.",
    personal="The invitation is personal",
    personal_lead="Only the person it was sent to can answer by this link.",
    personal_substitute="Are you coming instead? Ask whoever was invited to send you as a substitute: you then get a link of your own.",
    personal_ask="Would you like to come as well? Please contact us.",
    back="To the invitation",
    another_organisation="The invitation is for those who work at {organisation}. Enter your e-mail address there, or contact us",
    is_invited="That is the address of the person invited. Go back and answer there",
    sent=TitledText(
        "Check your inbox", "We have sent an e-mail to the address you entered. Your personal link is in it."
    ),
    sent_more="Nothing within a few minutes? Look in your junk mail.",
)

COLLEAGUES: Final = ColleaguesWords(
    link="Register several colleagues at once",
    heading="Register several colleagues",
    lead="{title}. Everyone you register gets an e-mail of their own with a link of their own.",
    you="You who register them",
    your_name="Your name",
    your_email="Your e-mail address",
    your_organisation="Organisation (optional)",
    colleagues="The colleagues",
    name="Name of colleague {n}",
    email="E-mail address of colleague {n} (optional)",
    email_hint="Leave the address empty if the e-mail should go to you. Leave what you do not need empty.",
    more="More colleagues",
    button="Register the colleagues",
    switch=SwitchText("They are coming", "Not coming"),
    what_follows="All are registered for the dates chosen. If it cannot be done for one of them, nobody is registered, and we say why.",
    questions_later="There are questions, or a text to agree to. Each of them answers on their own page. Until then the page and the email say that answers are missing.",
    nobody="Enter the name of at least one colleague",
    mistake="Colleague {n}: {what}",
    same_address="Another colleague has this address already. Leave it empty if the e-mail should go to you",
    same_name="Two colleagues with the same name need an address each",
    back="Back to the dates",
    receipt=Plural("One colleague is registered", "{n} colleagues are registered"),
    receipt_lead="Each of them gets an e-mail of their own. Save or print this page if you like: in an hour it is gone.",
    receipt_known="If any of them was registered before, nothing has changed for them, and their link has been sent again.",
    seat=Plural("A seat on one date", "A seat on {n} dates"),
    in_the_mail="The email says which dates there is a seat on.",
    gone=TitledText(
        "The receipt is gone", "It is shown for an hour. Each of them has got an e-mail of their own."
    ),
)
