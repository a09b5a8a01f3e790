"""English: signing in at a provider."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.oidc import StaffOidcWords

OIDC: Final = StaffOidcWords(
    sign_in="Sign in with {name}",
    in_new_tab="Sign in with {name} in a new tab",
    then_send="Then come back here and save what you wrote.",
    failures={
        "oidc_off": TitledText("There is no such page", "Here one signs in with email and password."),
        "oidc_broken_off": TitledText(
            "You are not signed in", "Signing in was broken off. Try again, or sign in with a password."
        ),
        "oidc_failed": TitledText(
            "Signing in did not work",
            "The answer could not be used. That happens after a long wait, or with several tabs open. "
            "Try again. If it happens again, get in touch with whoever runs Kallelse where you work.",
        ),
        "oidc_away": TitledText(
            "Signing in does not answer", "Try again in a while, or sign in with a password if you have one."
        ),
        "oidc_unverified": TitledText(
            "Your email address is not confirmed",
            "Your account tells no confirmed email address, so we do not know who you are here. "
            "Get in touch with whoever runs the accounts where you work.",
        ),
        "oidc_not_staff": TitledText(
            "You are not on the staff here",
            "You are signed in where you work, but nobody has invited your address to Kallelse. Ask an admin to invite you.",
        ),
    },
)
