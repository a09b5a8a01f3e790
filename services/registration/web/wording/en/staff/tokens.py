"""English: the page about API tokens."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.tokens import StaffTokensWords

TOKENS: Final = StaffTokensWords(
    heading="API tokens",
    lead="A token lets another program read or change what you have. Make one for each program, so that you can end them one by one.",
    none="No tokens yet. They will stand here, with when they were last used.",
    name="Name",
    name_hint="Which program has the token, for example the course catalogue.",
    role_hint="Give no more than the program needs.",
    until="Works until and including",
    until_hint="Optional. Without a date the token works until you end it.",
    not_ahead="Choose a day that is not over.",
    name_taken="There is a token with this name already. Choose another.",
    new="Make a token",
    create="Make the token",
    made=TitledText("The token is made", "Copy it now. It is shown this once."),
    secret="The token",  # noqa: S106 - a label
    state="State",
    used="Last used",
    made_at="Made",
    never="never",
    has_no_end="Works until it is ended",
    valid_until="Works until {when}",
    is_expired="Ran out {when}",
    is_revoked="Ended {when}",
    to_revoke="End …",
    revoke_heading="End the token {name}?",
    revoke_follows=(
        "The program that has the token is let in no more, from the next second on.",
        "A token that was ended cannot be opened again. Make a new one if the program is to go on.",
    ),
    revoke="End 1 token",
    keep="Keep it, and go back",
    revoked=TitledText("The token is ended", "The program that had it is let in no more."),
)
