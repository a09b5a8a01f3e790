"""English: the pages for staff."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.staff.common import (
    SignInWords,
    StaffBarWords,
    StaffHomeWords,
    StaffOwnWords,
)

BAR: Final = StaffBarWords(
    menu="Main menu",
    rooms={
        "home": "Today",
        "programmes": "Cohorts",
        "people": "People",
        "mailings": "Mailings",
        "more": "More",
    },
    find="Find a person, an organisation or a cohort",
    find_button="Search",
    me="settings and signing out",
    to_home="To Today",
    role_too_low=TitledText("You may not do this", "Ask an administrator among your colleagues for help."),
    not_found=TitledText("There is no such page", "It may have been removed, or the address is wrong."),
    from_elsewhere=TitledText(
        "Nothing is saved", "The form came from another site. Open the page here and try again."
    ),
    dead_link=TitledText(
        "The link is no longer valid",
        "It has been used or is too old. Ask an administrator among your colleagues for a new one.",
    ),
)

SIGN_IN: Final = SignInWords(
    heading="Sign in",
    lead="For those who coordinate. If you are invited or registered you need no account: use the link in your e-mail.",
    email="E-mail",
    password="Password",  # noqa: S106 - a label
    sign_in="Sign in",
    not_signed_in="You are not signed in",
    kept="Write the password again.",
    no_password="Enter your password.",  # noqa: S106 - a sentence
    wrong="The address or the password is wrong. Try again.",
    notices={
        "session_ended": TitledText(
            "Sign in again",
            "You have been away for a while. What you wrote is kept and can be saved once you have signed in.",
        ),
        "signed_out": TitledText("You are signed out", "Sign in again whenever you want."),
        "password_set": TitledText("The password is saved", "Sign in with it."),
    },
    choose="Which organiser?",
    signed_in_again="You are signed in again",
    signed_in_again_lead="What you wrote is not saved yet.",
    send_kept="Save what I wrote",
    leave_kept="Discard it, and go to Today",
    welcome="Choose a password",
    welcome_lead="Then you sign in with your e-mail address and the password.",
    new_password="Password",  # noqa: S106 - a label
    new_password_hint="At least {least} characters. Some words in a row will do.",  # noqa: S106 - a sentence
    set_password="Save the password",  # noqa: S106 - a button
    not_set="The password is not saved",
    password_faults={
        "password_short": "The password is too short: at least {least} characters.",
        "password_long": "The password is too long: at most {most} characters.",
        "password_address": "The password must not be your e-mail address.",
    },
)

HOME: Final = StaffHomeWords(
    heading="Today",
    needed="Needs you",
    nothing="Nothing needs you today.",
    begin="Nothing is set up yet. This is how you begin:",
    first_steps=(
        TitledText("Read in a list", "of those whom you usually invite, from Excel or Outlook."),
        TitledText(
            "Make an audience", "that finds the right people, for example all headteachers of the county."
        ),
        TitledText("Add a programme", "with a cohort for each term, and sessions in it. Then you invite."),
    ),
    ahead="Next",
    nothing_ahead="No sessions yet. The next ones stand here once a cohort is open.",
    link_missing="{title} has no meeting link",
    link_missing_more="{day}. {programme}. {taken} coming.",
    add_link="Add the link",
    silent=Plural("has not answered {programme}, {cohort}", "have not answered {programme}, {cohort}"),
    silent_until="The last day is {day}.",
    silent_no_day="There is no last day for answers.",
    show_silent="Show them",
    bounced=Plural(
        "never got the invitation to {programme}, {cohort}",
        "never got the invitation to {programme}, {cohort}",
    ),
    bounced_more="The e-mail did not get through. Correct the address, and it goes out again.",
    show_bounced="Show them",
    enquiries=Plural("unanswered enquiry", "unanswered enquiries"),
    enquiries_more="Somebody wants you to arrange something.",
    show_enquiries="Read them",
    webhook_off="webhook is switched off: {name}",
    webhook_off_more="The program is not told what changes.",
    webhook_off_ask="The program is not told what changes. Ask an administrator to look at it.",
    show_webhook="Look at it",
    taken="{taken} coming",
    taken_of="{taken} of {capacity} coming",
    since="Since yesterday",
    nothing_since="Nothing has happened since yesterday. Here it says who has answered, registered or given up a seat.",
    yesterday="yesterday",
    protected="Protected identity",
    happened={
        "accepted": "said yes to",
        "declined": "said no to",
        "substituted": "sent somebody else to",
        "registered": "is registered for",
        "changed": "changed days in",
        "withdrawn": "gave up a seat in",
        "offer": "took a seat that became free in",
    },
    happened_one={
        "invited": "One invitation went out to",
        "reminded": "One reminder went out about",
        "mailed": "The mailing “{title}” went to one person in",
        "bounced": "One invitation did not arrive, to",
    },
    happened_many={
        "invited": "{n} invitations went out to",
        "reminded": "{n} reminders went out about",
        "mailed": "The mailing “{title}” went to {n} people in",
        "bounced": "{n} invitations did not arrive, to",
    },
    tentative="Tentative",
    has_link="Has a link",
    no_link="No link",
    has_place="Has a place",
)

OWN: Final = StaffOwnWords(
    heading="Your settings",
    name="Name",
    name_hint="So your colleagues see who did what.",
    language="Language of these pages",
    languages={"": "As in the browser", "sv": "Svenska", "en": "English"},
    save="Save",
    saved="Saved",
    account="Your account",
    email="E-mail",
    organiser="Organiser",
    role="Role",
    roles={"admin": "administrator", "coordinator": "coordinator", "viewer": "may read"},
    sign_out="Sign out",
    sign_out_everywhere="Sign out everywhere",
    calendar="Calendar",
    calendar_about="Subscribe to all your sessions: they are in your own calendar, and follow when they are moved.",
    calendar_address="The address of your calendar",
    calendar_private="The address is secret and yours alone. It ends when you remove it, or when you are no longer staff.",
    calendar_open="Add to my calendar",
    calendar_replace="Change the address",
    calendar_remove="Remove the address",
    calendar_make="Make a calendar address",
    calendar_made="You have a new calendar address. An earlier one is dead.",
    calendar_gone="The calendar address is removed.",
)
