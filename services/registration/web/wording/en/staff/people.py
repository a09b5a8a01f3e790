"""English: the pages about staff."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.people import StaffPeopleWords

PEOPLE: Final = StaffPeopleWords(
    heading="Staff",
    lead="Those who sign in for you. Each has their own password.",
    who="Who",
    password="Password",  # noqa: S106 - a label
    has_password="Has chosen a password",  # noqa: S106 - a label
    is_invited="Has got a link",
    link_over="The link has run out",
    link_until="The link works until",
    may={
        "admin": "May do everything: invite staff, read the log, make tokens and change your settings.",
        "coordinator": "May plan, invite, send mailings and change registrations.",
        "viewer": "May read but not change. Does not see who people with a protected identity are.",
    },
    invite_heading="Invite somebody to your staff",
    invite_lead="They get an email with a link, by which they choose their password. The link works once, for a week.",
    invite="Invite",
    name_hint="Optional. They can change it themselves.",
    already="Whoever has this address is on your staff already.",
    said={
        "inbjuden": TitledText("The invitation is on its way", "The email arrives within a minute or so."),
        "roll": TitledText("The role is changed", "They sign in again, and then have the new role."),
        "skickad": TitledText("A new link is on its way", "Earlier links no longer work."),
        "slutat": TitledText("They are no longer staff", "They are signed out and cannot sign in again."),
    },
    save_role="Change the role",
    role_changed_meanwhile="Somebody changed the role to {role} while you had the page open. Nothing is saved. Is your choice still right? Change it again.",
    last_admin="This is the only admin. Make somebody else an admin first.",
    send_again="Send a new link",
    send_to_change="Send a link for a new password",
    see_log="What they have done",
    to_let_out="Remove from your staff …",
    let_out_heading="Remove {name} from your staff?",
    let_out_follows=(
        "They are signed out at once and cannot sign in again.",
        "What they have done stays, and the log still says who it was.",
        "You can invite the same person again whenever you want.",
    ),
    let_out="Remove 1 person",
    keep="Keep them, and go back",
    change_password="Change password",  # noqa: S106 - a heading
    change_password_lead="When it is changed you are signed out everywhere but here.",  # noqa: S106 - a sentence
    old_password="The password you have now",  # noqa: S106 - a label
    new_password="New password",  # noqa: S106 - a label
    old_wrong="That is not the password you have now. Try again.",
    password_changed="The password is changed",  # noqa: S106 - a sentence
    forgotten_question="Have you forgotten your password?",
    forgotten="Forgotten password",
    forgotten_lead="Write your email address, and we send a link by which you choose a new password.",
    ask="Send a link",
    not_asked="No email is sent",
    link_asked=TitledText(
        "Look in your inbox",
        "If the address is that of somebody on the staff, the email comes within a minute or so. The link works for a day. "
        "No email? Check the address, or ask whoever is admin where you work.",
    ),
    to_sign_in="To sign in",
)
