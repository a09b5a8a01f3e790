"""English: when mail leaves, for staff."""

from typing import Final

from services.registration.web.wording.words.parts import Plural
from services.registration.web.wording.words.staff.mail_times import MailTimeWords

MAIL_TIMES: Final = MailTimeWords(
    heading="When mail leaves",
    lead="Here you pause the mail of the cohort, and decide at what time of the day it may leave.",
    organiser_heading="When mail leaves",
    organiser_lead="This goes for all your cohorts that have no times of their own.",
    link="When mail leaves",
    pause_heading="Pause",
    goes="Mail leaves as usual.",
    paused_since="Mail has been paused since {when}.",
    organiser_paused="All your mail has been paused since {when}. An administrator lets it go under More.",
    everything_paused="Whoever runs the service has paused all mail since {when}.",
    waiting=Plural("One mail is waiting.", "{n} mails are waiting."),
    waiting_unknown="How many mails are waiting cannot be seen right now.",
    pause="Pause the mail of the cohort",
    pause_all="Pause all our mail",
    pause_about="Everything about the cohort waits, but for links that people ask for themselves and mail with which people confirm that they registered. Nothing is lost.",
    pause_all_about="Everything waits, but for links that people ask for themselves, mail with which people confirm that they registered, and your own links for signing in. Nothing is lost.",
    resume="Let the mail of the cohort go",
    resume_all="Let the mail go",
    resume_about="Each mail is checked again before it leaves. What is no longer so is not sent.",
    hours_heading="Times of the day",
    hours_about="For invitations, reminders and mailings. Answers to what people have done themselves leave at once, and so do changed and cancelled sessions. No mail waits past the session or the last day to answer.",
    hours_any="Mail may leave at any time.",
    hours_of_organiser="As for all your cohorts: {hours}.",
    hours_of_organiser_any="As for all your cohorts: at any time.",
    hours_in_words="{days} {opens}–{closes}",
    midnight="24:00",
    days={
        "all": "every day",
        "weekdays": "Monday to Friday",
        "workdays": "Monday to Friday, not on public holidays",
    },
    change_hours="Change the times",
    form_heading="Times of the day",
    form_lead="Swedish time. Mail that is ready outside these times leaves when the next time begins.",
    labels={"days": "When may mail leave?", "opens": "From", "closes": "Until"},
    hints={
        "opens": "For example 8:00. Not needed if mail may leave at any time.",
        "closes": "For example 18:00. Write 0:00 for the whole evening.",
    },
    choices={
        "any": "At any time",
        "all": "Every day, at certain times",
        "weekdays": "Monday to Friday, at certain times",
        "workdays": "Monday to Friday but not on public holidays, at certain times",
    },
    as_organiser="As for all our cohorts",
    paused_short="paused",
    todo_cohort=Plural(
        "mail is waiting, because the mail about {programme}, {cohort} is paused",
        "mails are waiting, because the mail about {programme}, {cohort} is paused",
    ),
    todo_organiser=Plural(
        "mail is waiting, because all your mail is paused",
        "mails are waiting, because all your mail is paused",
    ),
    todo_everything=Plural(
        "mail is waiting, because whoever runs the service has paused all mail",
        "mails are waiting, because whoever runs the service has paused all mail",
    ),
    todo_more="Since {when}.",
    todo_ask_admin="Since {when}. An administrator can let it go.",
    todo_ask_operator="Since {when}. Ask whoever runs the service.",
    todo_show="Look at it",
    saved={
        "pausat": "The mail is paused.",
        "slappt": "The mail leaves again.",
        "tider": "The times are saved.",
    },
)
