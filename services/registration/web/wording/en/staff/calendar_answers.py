"""English: answers from calendars."""

from services.registration.web.wording.words.parts import Plural
from services.registration.web.wording.words.staff.calendar_answers import StaffCalendarAnswerWords

CALENDAR_ANSWERS = StaffCalendarAnswerWords(
    heading="Answers from calendars",
    lead="Answers that cannot count before somebody has looked at them.",
    nothing="No answers are waiting.",
    further="Show more",
    here="Answers from calendars",
    answers={
        "accepted": "answers yes",
        "declined": "answers no",
        "tentative": "answers maybe",
        "counter": "proposes another time",
        "refresh": "asks for the calendar entry",
        "delegated": "sends somebody else",
    },
    proposes="proposes {when}",
    said="“{text}”",
    standings={
        "other_address": "{by} answered, but was not invited at that address.",
        "other_sender": "The e-mail came from {by}, who is not the person invited.",
        "gone": "The seat has been given up, so the answer gives none.",
        "series": "The answer cannot be understood: it says several things, or is about a series.",
        "stale": "The answer is about an older invitation.",
    },
    delegated="The program does not say who is to come instead.",
    delegated_to="{by} is to come instead.",
    to_decide="The time stays as it is until somebody moves the session.",
    named="{name} ({address})",
    somebody="Somebody else",
    move="Move the session",
    make_substitute="Make a substitute",
    count="Count the answer",
    refuse="Refuse the time",
    put_aside="Put aside",
    unsure="Not sure",
    unsure_seats="Not sure whether they come",
    waiting=Plural(
        one="{n} answer from a calendar is waiting", many="{n} answers from calendars are waiting"
    ),
    waiting_more="Another time, somebody else who answers, or something that we do not understand.",
    show="Show the answers",
    saved={
        "raknat": "The answer counts.",
        "undan": "The answer has been put aside.",
        "nej": "The proposal is refused. Whoever proposed the time gets an e-mail.",
    },
)
