"""English: errors, and what to do."""

from collections.abc import Mapping
from typing import Final

from services.registration.web.wording.words.errors import FormErrors, StatusPages
from services.registration.web.wording.words.parts import Plural, TitledText

FIELD_ERRORS: Final[Mapping[str, str]] = {
    "missing": "Fill this in.",
    "not_text": "Write a text.",
    "too_long": "Write less, at most {limit} characters.",
    "not_allowed": "There are characters here that we cannot read. Write the text again.",
    "not_an_address": "Write an email address, for instance name@kommun.example.",
    "not_a_name": "Write a name, without a web or email address.",
    "not_a_url": "Write a web address that begins with https://",
    "not_https": "Write an address that begins with https://, without a name and a password and without #.",
    "not_public": "The address leads into a network that cannot be reached from outside. Write one on the internet.",
    "not_a_choice": "Choose one of the alternatives.",
    "not_a_number": "Write a number.",
    "not_numeric": "Write a number in figures, for instance 12 or 2.5.",
    "not_a_date": "Write a date, for instance 2027-01-20.",
    "not_an_id": "This is not an id.",
    "before_start": "The end must come after the beginning.",
    "does_not_match": "The two do not agree with each other.",
    "not_earlier": "It must be a question that comes before.",
    "too_many": "There can be {limit} at most.",
    "twice": "This is there twice.",
    "not_there": "Nothing has that name or id.",
    "several": "Several have that name.",
    "unknown": "We do not ask about this.",
    "not_ahead": "Write a time that is ahead.",
    "too_far_ahead": "Choose a time within three years.",
    "placeholder": "{{{{{limit}}}}} means nothing here.",
    "braces": "A field begins with {{{{ and ends with }}}}.",
    "file_name": "Give the file a name without slashes, of at most 100 characters.",
    "file_type": "Choose a PDF, a picture, a document without macros, or plain text.",
    "file_ending": "The content is of another type than the name says. Let the name end in {limit}.",
    "file_heavy": "The files may have at most {limit} kB together.",
}

FORM: Final = FormErrors(
    heading=Plural("One thing needs to be corrected", "{n} things need to be corrected"),
    heading_who="Who is coming?",
    kept="Nothing has been sent yet. All else that you have filled in is still there.",
    no_answer="Answer yes or no, or send a substitute",
    no_choice="Choose one of the sessions that run at the same time, or None of them",
    nothing_chosen="Choose at least one date, or decline",
    nothing_chosen_summons="Choose at least one date, or send an excuse",
    who_comes="You have filled in a substitute. Choose Send the substitute, or empty the fields if you are coming yourself",
    not_here="One of the dates is not part of the invitation. Look over which ones are chosen",
    stale="{title} can no longer be chosen. Look over which dates are chosen",
    not_as_substitute="This person cannot come in your place here. Get in touch with us",
    fields={
        "name/missing": "Write your name.",
        "organisation/missing": "Write which organisation you come from.",
        "substitute_name/missing": "Write the substitute’s name.",
        "substitute_email/missing": "Write the substitute’s email address, for instance name@kommun.example.",
        "substitute_email/not_an_address": "Write the substitute’s email address, for instance name@kommun.example.",
        "substitute_email/does_not_match": "That address is your own. Write the substitute’s.",
        "message/missing": "Write why you cannot come. A sentence is enough.",
        "subject/missing": "Write what you would like help with.",
        "email/missing": "Write your email address, for example name@kommun.example.",
        "guest_name/missing": "Write your name.",
        "assistant_name/missing": "Write your name.",
        "assistant_email/missing": "Write your email address, for example name@kommun.example.",
        "colleague_name/missing": "Enter the name.",
    },
)

ERRORS: Final[Mapping[str, TitledText]] = {
    "SendingNotWaiting": TitledText(
        "It no longer waits",
        "It has gone out already, or somebody has taken it back. The page of the cohort says how it went.",
    ),
    "SentTooOften": TitledText(
        "That is many tests within an hour", "Wait an hour. What happens is sent all the same, by itself."
    ),
    "MailingNotOpen": TitledText(
        "The mailing is sent or stopped already", "Make a new one. The text can be taken from the old one."
    ),
    "NobodyMatches": TitledText(
        "Nobody is selected", "Change the selection, so that somebody gets the mailing."
    ),
    "NotFound": TitledText(
        "There is no such thing", "What you look for is not there, or you have no access to it."
    ),
    "FieldsRefused": TitledText("Something needs to be corrected", "Correct what is wrong and try again."),
    "VersionConflict": TitledText(
        "Somebody else was quicker",
        "It has changed since you opened it. See how it is now, and make your change again.",
    ),
    "InUse": TitledText("It is in use already", "One of the values is taken. Choose another."),
    "AlreadyMade": TitledText("It is saved already", "The same form was sent twice. Nothing was done twice."),
    "DependedUpon": TitledText("It cannot be deleted", "Something else depends on it. Delete that first."),
    "QuestionAnswered": TitledText(
        "The question has answers",
        "It can no longer be removed or made another. Retire it, and ask a new one.",
    ),
    "AlreadyAnswered": TitledText(
        "Already answered", "The answer has gone. Write more in an email to who asked."
    ),
    "CohortNotOpen": TitledText("Registration is not open", "It is not possible to register right now."),
    "CohortCancelled": TitledText(
        "The cohort is cancelled", "It cannot be opened again, and none of its sessions take place."
    ),
    "NothingChosen": TitledText("No date is chosen", "Choose at least one date that can be chosen."),
    "SessionOfAnotherCohort": TitledText(
        "The date does not belong here", "One of the dates belongs to another cohort."
    ),
    "SessionOver": TitledText("The session has already been", "What has been cannot be changed."),
    "SessionCancelled": TitledText("The session is cancelled", "You need not do anything."),
    "WholeCancelled": TitledText(
        "The session that it is part of is cancelled", "{title} is cancelled. Let it take place first."
    ),
    "SessionHasParts": TitledText("The session has parts", "Delete the parts first: {titles}."),
    "SessionFull": TitledText("The session is full", "Every seat is taken and there is no waiting list."),
    "NotOffered": TitledText(
        "No seat is free yet", "You are still on the waiting list. We write when a seat becomes free."
    ),
    "OfferOver": TitledText(
        "The offer has run out",
        "The seat has gone to the next in line. If you like, you can join the list again.",
    ),
    "ConfirmationOver": TitledText(
        "The registration has ended", "It was not confirmed in time, and the seat has been passed on."
    ),
    "NotConfirmed": TitledText(
        "The registration is not confirmed yet",
        "Confirm it first, by the link in the email. Then it can be changed.",
    ),
    "OneOfEachChoice": TitledText(
        "Two sessions run at the same time", "Choose one of the sessions that run at the same time."
    ),
    "SessionsOverlap": TitledText(
        "Two sessions clash", "{first} and {second} run at the same time. Choose one of them."
    ),
    "AlreadyRegistered": TitledText(
        "Already registered", "This address is registered already. The confirmation has the link."
    ),
    "AddressIsNew": TitledText(
        "Your address is new",
        "It was changed through a link. That is why we email the link to your data three days after the change at the "
        "earliest. If it is urgent, get in touch with us.",
    ),
    "NothingToTakeBack": TitledText(
        "There is no seat to take back",
        "Your substitute has given it up, or the session is over.",
    ),
    "AlreadyWithdrawn": TitledText("Already withdrawn", "There is nothing left to withdraw or to change."),
    "InvitationNotOpen": TitledText(
        "The link no longer works", "Open the latest email and choose the link there."
    ),
    "AnswerTooLate": TitledText(
        "It is too late to answer", "Get in touch with us if you would still like to come."
    ),
    "SubstitutesNotAllowed": TitledText("The invitation is personal", "This time no substitute can be sent."),
    "SubstituteIsInvited": TitledText(
        "The substitute is yourself", "Write the details of the person who comes in your place."
    ),
    "BuyerHasNoContact": TitledText(
        "The buyer has no contact", "Add a contact who can name the participants."
    ),
    "JoinTooEarly": TitledText("The meeting has not opened", "It opens 30 minutes before the start."),
    "NoSeat": TitledText("The link gives no seat", "The seat is withdrawn, or on the waiting list."),
    "AttendanceTooEarly": TitledText(
        "The session has not begun",
        "Attendance can be noted from 30 minutes before the start, an excuse already now.",
    ),
    "NotExpected": TitledText(
        "Somebody has no seat",
        "Whoever came all the same can be noted as present, but nobody without a seat as absent.",
    ),
    "AnotherOrganisation": TitledText(
        "The invitation is for another organisation", "Enter an address there, or contact us."
    ),
    "LastAdmin": TitledText("There must be an administrator", "Make somebody else an administrator first."),
    "ImportUndone": TitledText(
        "The import has been undone already", "Import the list again if that was a mistake."
    ),
    "ImportTooOld": TitledText("The import can no longer be undone", "We keep what it changed for 90 days."),
    "GuestsNotLetIn": TitledText("The link is personal", "Get in touch with us if you are to come instead."),
}

STATUS: Final = StatusPages(
    by_status={
        400: TitledText("We did not understand what was sent", "Go back, reload the page and try again."),
        401: TitledText("You need to sign in", "Sign in and try again."),
        403: TitledText("You may not see this", "Ask whoever runs the system at your place if you should."),
        404: TitledText(
            "There is no such page",
            "Check the address. If you came from an email, open the latest email and try again.",
        ),
        405: TitledText(
            "The page cannot be used like that", "Open the link in the email again and use the buttons there."
        ),
        409: TitledText("It has changed meanwhile", "Reload the page to see how it is now."),
        410: TitledText(
            "It is no longer there", "Open the latest email from us: it says how things are now."
        ),
        413: TitledText(
            "That was too much at once", "Nothing is saved. Go back, shorten the text and try again."
        ),
        429: TitledText("There were too many attempts", "Wait a minute and try again."),
        503: TitledText(
            "We cannot show the page right now",
            "It is a passing error on our side. Try again in a while.",
        ),
    },
    other=TitledText(
        "Something went wrong on our side",
        "We do not know if what you sent was saved. Open the link again to see. "
        "If it happens again, get in touch and tell us the reference.",
    ),
    address_used_up=TitledText(
        "The email address has been used many times today",
        "Nothing is saved. Try again tomorrow, or get in touch with the organiser if it is urgent.",
    ),
    not_sent=TitledText(
        "It could not be sent right now",
        "It is a passing error on our side. What you filled in is kept here: wait a moment and send it again. "
        "If it was saved after all, the next page will show it.",
    ),
    send_again="Send again",
)
