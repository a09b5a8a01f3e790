"""English: layout, dates, the front page."""

from collections.abc import Mapping
from typing import Final

from services.registration.web.wording.words.common import Common, DateWords, FrontPages
from services.registration.web.wording.words.parts import Plural, SwitchText

COMMON: Final = Common(
    skip="Skip to content",
    other_language="Svenska",
    error_prefix="Error:",
    title_error="Error: {title}",
    questions="Questions?",
    contact_answers="Ask {name}.",
    contact_answers_title="Ask {name}, {title}.",
    ask_by_reply="Reply to the email that brought you this link, and you reach us.",
    privacy="How we handle your personal data",
    accessibility="Accessibility statement",
    numbers=(
        "no",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    list_and="{first} and {last}",
    hours=Plural("one hour", "{n} hours"),
    minutes=Plural("one minute", "{n} minutes"),
    days=Plural("one day", "{n} days"),
    in_time="in {time}",
    soon="in less than a minute",
    reference="Reference: {reference}",
    to_start="To the front page",
)

DAYS: Final = DateWords(
    modes={"on_site": "on site", "digital": "online", "hybrid": "on site and online"},
    clock=",",
    no_term="No date yet",
    spring="spr",
    autumn="aut",
    unknown_time="time to be announced",
    unknown_date="Date to be announced",
    special="It is {name}.",
    tentative="Tentative date",
    cancelled="Cancelled",
    reason="Reason: {reason}",
    moved_on="We moved the session on {day}.",
    before="Before:",
    agenda="Programme of the day: {items}",
    new_time="New time",
    changed_why="Changed: {reason}",
    over="Has been",
    full="Full, and there is no waiting list",
    full_waits="Full, you will be on the waiting list",
    switch=SwitchText("I am coming", "Not coming"),
    you_come="You are registered",
    you_come_moved="New time, you are registered",
    cannot="Can’t come?",
    you_wait="Waiting list, place {place}",
    you_withdrew="You have withdrawn",
    you_never_came="You are not registered",
    you_were_there="You were there",
    you_were_absent="You were not there",
    past_sessions=Plural("One session has been", "{n} sessions have been"),
    choose_one="Choose one of the sessions that run at the same time",
    choose_one_day="Choose one session on {day}",
    choose_none="None of them",
)

FORMS: Final[Mapping[str, str]] = {
    "dialogforum": "dialogue forums",
    "föreläsning": "lectures",
    "handledning": "supervision sessions",
    "konferens": "conferences",
    "kompetensutvecklingsdag": "in-service training days",
    "kvalitetsmöte": "quality meetings",
    "ledningsgruppsmöte": "management-group meetings",
    "lärträff": "learning sessions",
    "nätverk": "network meetings",
    "nätverksträff": "network meetings",
    "seminarium": "seminars",
    "verksamhetsdialog": "performance dialogues",
    "workshop": "workshops",
}

FRONT: Final = FrontPages(
    heading="Kallelse",
    lead="Here you answer invitations and see your dates, by the personal link that you have had in an email.",
    lost_link="Have you lost your link?",
    lost_link_text="Find the latest email about the sessions: the link is in it. If you cannot find it, we send the link again. Choose who arranges the sessions.",
    privacy="How we handle your personal data",
    accessibility="Accessibility statement",
)
