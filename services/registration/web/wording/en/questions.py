"""English: a cohort's own questions."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.questions import QuestionWords

QUESTIONS: Final = QuestionWords(
    heading="A few questions for you",
    kept="Your answers are kept as long as your registration, unless the question says otherwise. You can change them on your own page.",
    optional="{label} (optional)",
    why="Why we ask: {help}",
    counted="We who organise this see how many have answered what, never who.",
    read_without_names="We who arrange this read the answers without names, only to arrange what is needed.",
    erased="The answer is erased on {day}.",
    erased_after="The answer is erased the day after the last session.",
    blank_keeps="Leave it blank to keep what you have answered.",
    remove_stored="Remove what I have answered",
    yes="Yes",
    no="No",
    no_answer="No answer",
    if_answered="If you answered {answers} above:",
    if_coming="If you are coming to {title}:",
    either="{first} or {last}",
    date_hint="For instance 2027-01-20.",
    mistake="{label}: {what}",
    unanswered="Answer the question: {question}",
    unanswered_here="Answer the question.",
    none_chosen="Choose at least one of the alternatives.",
    consent="What you agree to",
    consent_box="I have read this and agree",
    consented="You agreed to this text on {day}.",
    consent_missing="Read the text, and tick the box if you agree to it.",
    consent_changed="The text has changed. Read it again, and tick the box if you agree to it.",
    mine="Your answers",
    mine_missing=Plural(
        "One question is waiting for your answer.", "{n} questions are waiting for your answer."
    ),
    mine_answer="Answer the questions",
    mine_change="Change the answers",
    mine_hidden="Your details are protected, so your answers are not shown here.",
    mine_counted="You have answered.",
    mine_counted_until="You have answered. The answer is erased on {day}.",
    mine_erased="Erased on {day}.",
    mine_agreed="What you have agreed to",
    mine_agreed_on="Agreed on {day}.",
    page_lead="{title}. Only what you have answered yourself is shown here.",
    save="Save the answers",
    saved=TitledText(
        "Your answers are saved", "You can change them here for as long as they can be changed."
    ),
    back="Back to my dates",
)
