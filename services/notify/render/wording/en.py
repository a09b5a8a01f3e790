"""English. Swedish role names stay, with an explanation (docs/vocabulary.md, Tone)."""

from typing import Final

from services.notify.render.wording.struct import MailWording

WORDING: Final = MailWording(
    greeting_name="Hello {},",
    logo_of="{}: logo",
    greeting="Hello,",
    greeting_about="Hello, here is an email for {}, who is registered with your address:",
    subject_about="{} (for {})",
    test_subject="Test: {}",
    questions_wait="We have questions that need your answer. You answer them on your page.",
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
    digital="online",
    place_also_digital="{}, also online",
    unknown_place="place to be announced",
    unknown_time="time to be announced",
    unset_time="no time has been set",
    unset_place="no place has been set",
    without_time="We have not set a time. Ask us if you do not know when the session starts.",
    without_place="We have not set a place. Ask us if you do not know where the session is.",
    without_both="We have not set a time and place. Ask us if you do not know when and where the session is.",
    unknown_date="date to be announced",
    tentative="Tentative date",
    waiting="Waiting list",
    waiting_position="Waiting list, number {}",
    held_until="A seat is held for you until {}",
    offer_over="The offer has run out",
    cancelled="Cancelled",
    withdrawn="Withdrawn",
    agenda="Programme of the day",
    handed_over="Your substitute comes",
    your_substitute="Your substitute",
    whom_you_replaced="The person you were to replace",
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
    title_full="{} is full. You are on the waiting list.",
    title_full_position="{} is full. You are number {} on the waiting list.",
    titles_full="{} are full. You are on the waiting lists.",
    seat_is_given="If a seat becomes free, it is yours at once, and we will write to you.",
    some_seat_is_given="If a seat becomes free, it is yours at once, and we will write to you.",
    seat_is_offered="When it is your turn we email you. The email says how long we hold the seat.",
    first_by_time="Whoever has waited longest gets a seat first.",
    first_by_organisation="Organisations that have no seat go first. After that it is the time in line that counts.",
    calendar_attached=(
        "A calendar invitation comes with this e-mail. Accept it, and the date is in your calendar. "
        "If we move the session, we will write to you with the new time."
    ),
    calendar_one=(
        "We are sending a calendar invitation in an e-mail of its own. Accept it, and the date is in your calendar. "
        "If we move the session, we will write to you with the new time."
    ),
    calendar_each_count=(
        "We are sending a calendar invitation for each date, in {} e-mails. "
        "Accept them, and the dates are in your calendar. If we move a session, we will write to you with the new time."
    ),
    calendar_each_later=(
        "We send a calendar invitation for each date: the nearest ones now, the others when their time comes. "
        "Accept them, and the dates are in your calendar. If we move a session, we will write to you with the new time."
    ),
    calendar_feed=(
        "Subscribe to your dates in your calendar, and they change by themselves if we move anything. "
        "Add a calendar from the web with this address:"
    ),
    feed_changes="The calendar that you subscribe to changes by itself.",
    entry_move=(
        "Check that the entry in your calendar has moved. "
        "If it has not, press Update or Accept where this e-mail shows the calendar invitation."
    ),
    entry_change=(
        "Check that the entry in your calendar has changed. "
        "If it has not, press Update or Accept where this e-mail shows the calendar invitation."
    ),
    entry_remove=(
        "Check that the entry is gone from your calendar. If it is still there, press Delete or Remove where this "
        "e-mail shows the calendar invitation, or delete it in the calendar."
    ),
    entry_changes={
        "resumed": "The session takes place after all.",
        "moved": "We have moved the session.",
        "dated": "The date is set.",
        "timed": "The time is set.",
        "undated": "The session will have a new date. We will write to you when it is set.",
        "unsure": "The date is not certain.",
        "placed": "The session has a new place.",
        "linked": "Here is the link to the meeting.",
        "roomed": "The meeting has a new room. Your link is the same as before.",
        "noted": "There is something new to know.",
        "other": "We have changed the session.",
    },
    entry_farewell="We send everything about the session to another of your e-mail addresses.",
    entry_promoted="You have a seat.",
    entry_relinked="Your link to the meeting has been replaced. The old one no longer opens it.",
    entry_gone={
        "invitations": "This is an older entry. What holds now is in an e-mail of its own.",
        "subscription": "You have chosen to subscribe to your dates. You are registered as before.",
        "none": "You have chosen not to have your dates in your calendar. You are registered as before.",
    },
    time_before="Earlier time:",
    place_before="Earlier place:",
    title_before="Earlier name:",
    join="To the meeting",
    join_digitally="To the online meeting",
    doors_open="The link is your own and opens at {}.",
    link_in_entry="It is in the calendar invitation, and opens 30 minutes before the start.",
    link_in_reminder="It comes in the reminder {}. It opens 30 minutes before the start.",
    link_on_page="It is on your page and opens 30 minutes before the start.",
    link_not_used="The link to the meeting is no longer used.",
    link_is_missing="The meeting has no link at the moment. We will write to you when it is ready.",
    reminder_same_day="the same day",
    reminder_day_before="the day before",
    reminder_days_before="{} days before",
    reminder_hour_before="an hour before",
    reminder_hours_before="{} hours before",
    questions_who_phone="Questions? Reply to this e-mail, or call {}, {}.",
    questions_phone="Questions? Reply to this e-mail, or call {}.",
    questions_who="Questions? Reply to this e-mail to reach {}.",
    questions="Questions? Reply to this e-mail.",
    questions_write_phone="Questions? Write to {}, or call {}.",
    questions_write="Questions? Write to {}.",
    only_phone="Questions? Call {}.",
    why_role="You are getting this e-mail because you are {}.",
    why_invited_organiser="You are getting this e-mail because {} has invited you.",
    why_called_organiser="You are getting this e-mail because {} has called you.",
    why_registered_programme="You are getting this e-mail because you are registered for {}.",
    why_to_confirm_programme="You are getting this e-mail because your address was given in a registration for {}.",
    why_waiting_programme="You are getting this e-mail because you are on the waiting list for {}.",
    why_was_registered_programme="You are getting this e-mail because you have been registered for {}.",
    why_substitute_programme="You are getting this e-mail because you have been named as a substitute in {}.",
    why_earlier_address_programme="You are getting this e-mail because we have written to this address about {}.",
    why_opening="You are getting this e-mail because somebody wrote your address to be told of this. No more e-mails will come, and we delete the address.",
    why_staff_link={
        "invited": "You are getting this e-mail because {} has given you access to Kallelse.",
        "forgotten": "You are getting this e-mail because somebody asked for a new password with your address.",
    },
    why_staff_organiser="You are getting this e-mail because you answer questions put to {}.",
    why_answer_organiser="You are getting this e-mail because you sent an enquiry to {}.",
    own_link="The link is your own.",
    privacy="How we handle your personal data",
)  # fmt: skip
