"""English. Swedish role names stay, with an explanation (docs/vocabulary.md, Tone)."""

from typing import Final

from services.notify.render.wording.struct import MailWording

WORDING: Final = MailWording(
    greeting_name="Hello {},",
    greeting="Hello,",
    you="You",
    you_role="As {}, you",
    you_organisation="You {}",
    you_role_organisation="As {}, you",
    role_in_organisation="{} in {}",
    role_at_organisation="{} at {}",
    in_organisation="in {}",
    at_organisation="at {}",
    role_explained={
        "biträdande rektor": "deputy head teacher",
        "förskolechef": "preschool head",
        "förstelärare": "lead teacher",
        "förvaltningschef": "head of department",
        "kommunchef": "chief executive of the municipality",
        "kommundirektör": "chief executive of the municipality",
        "processledare": "process leader",
        "rektor": "head teacher",
        "skolchef": "director of education",
        "skolledare": "school leader",
        "skolpolitiker": "elected member, education",
        "utbildningschef": "head of department",
        "verksamhetschef": "head of operations",
    },
    swedish_time="Swedish time",
    all_swedish_time="All times are Swedish time.",
    first_day="first {}",
    from_to="{} to {}",
    digital="online",
    place_also_digital="{}, also online",
    unknown_place="place to be announced",
    unknown_time="time to be announced",
    unknown_date="date to be announced",
    tentative="Tentative date",
    waiting="Waiting list",
    waiting_position="Waiting list, number {}",
    held_until="A seat is held for you until {}",
    offer_over="The offer has run out",
    cancelled="Cancelled",
    withdrawn="Withdrawn",
    numbers=(
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    ),
    forms={
        "dialogforum": "dialogue forums",
        "erfarenhetsutbyte": "exchanges of experience",
        "föreläsning": "lectures",
        "handledning": "supervision sessions",
        "handledningsdag": "supervision days",
        "kompetensutvecklingsdag": "in-service training days",
        "konferens": "conferences",
        "kvalitetsmöte": "quality meetings",
        "ledningsgruppsmöte": "management-group meetings",
        "lärträff": "learning sessions",
        "nätverk": "network meetings",
        "nätverksträff": "network meetings",
        "seminarium": "seminars",
        "startmöte": "start-up meetings",
        "tvåpartssamtal": "two-party talks",
        "verksamhetsdialog": "performance dialogues",
        "workshop": "workshops",
    },
    sessions="sessions",
    count_sessions="{} {}",
    count_digital_sessions="{} online {}",
    in_year=" in {}",
    in_years=" in {}–{}",
    list_and="{} and {}",
    title_full="{} is full, and you are on its waiting list.",
    title_full_position="{} is full, and you are number {} on its waiting list.",
    titles_full="{} are full, and you are on their waiting lists.",
    seat_is_given="If a seat becomes free, it is yours at once, and we will write to you.",
    some_seat_is_given="If a seat becomes free, it is yours at once, and we will write to you.",
    seat_is_offered="If a seat becomes free and it is your turn, we ask you by e-mail, with a time to answer by.",
    first_by_time="Whoever has waited longest gets a seat first.",
    first_by_organisation=(
        "One from each organisation that has no seat yet comes first. Then whoever has waited longest."
    ),
    calendar_attached=(
        "A calendar invitation comes with this e-mail. Accept it, and the entry moves if we move the session."
    ),
    calendar_one=(
        "We are sending a calendar invitation in an e-mail of its own. "
        "Accept it, and the entry moves if we move the session."
    ),
    calendar_each_count=(
        "We are sending a calendar invitation for each date, in {} e-mails. "
        "Accept them, and the entries move if we move a session."
    ),
    calendar_each_later=(
        "We send a calendar invitation for each date: the nearest ones now, the others when their time comes. "
        "Accept them, and the entries move if we move a session."
    ),
    calendar_feed=(
        "Subscribe to your dates in your calendar, and they change by themselves if we move anything. "
        "Add a calendar from the web with this address:"
    ),
    join="To the meeting",
    join_digitally="To the online meeting",
    doors_open="The link is your own and opens at {}.",
    link_in_reminder="It comes in the reminder {}. It opens 30 minutes before the start.",
    link_on_page="It is on your page and opens 30 minutes before the start.",
    reminder_same_day="the same day",
    reminder_day_before="the day before",
    reminder_days_before="{} days before",
    reminder_hour_before="an hour before",
    reminder_hours_before="{} hours before",
    questions_who_phone="Questions? Reply to this e-mail, or call {}, {}.",
    questions_phone="Questions? Reply to this e-mail, or call {}.",
    questions_who="Questions? Reply to this e-mail to reach {}.",
    questions="Questions? Reply to this e-mail.",
    only_phone="Questions? Call {}.",
    why_role="You are getting this e-mail because you are {}.",
    why_invited_organiser="You are getting this e-mail because {} has invited you.",
    why_called_organiser="You are getting this e-mail because {} has called you.",
    why_registered_programme="You are getting this e-mail because you are registered for {}.",
    why_waiting_programme="You are getting this e-mail because you are on the waiting list for {}.",
    why_was_registered_programme="You are getting this e-mail because you have been registered for {}.",
    why_substitute_programme="You are getting this e-mail because you have been named as a substitute in {}.",
    why_opening="You are getting this e-mail because somebody wrote your address to be told of this. No more e-mails will come, and we delete the address.",
    why_staff_organiser="You are getting this e-mail because you answer questions put to {}.",
    why_answer_organiser="You are getting this e-mail because you sent an enquiry to {}.",
    own_link="The link is your own.",
    privacy="How we handle your personal data",
)  # fmt: skip
