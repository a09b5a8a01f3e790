"""Swedish: signing in at a provider."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.oidc import StaffOidcWords

OIDC: Final = StaffOidcWords(
    sign_in="Logga in med {name}",
    in_new_tab="Logga in med {name} i en ny flik",
    then_send="Kom sedan tillbaka hit och spara det du skrev.",
    failures={
        "oidc_off": TitledText("Sidan finns inte", "Här loggar man in med e-post och lösenord."),
        "oidc_broken_off": TitledText(
            "Du är inte inloggad", "Inloggningen avbröts. Försök igen, eller logga in med lösenord."
        ),
        "oidc_failed": TitledText(
            "Inloggningen gick inte",
            "Svaret gick inte att använda. Det händer om du väntar länge eller har flera flikar öppna. "
            "Försök igen. Händer det igen: kontakta den som sköter Kallelse hos er.",
        ),
        "oidc_away": TitledText(
            "Inloggningen svarar inte", "Försök igen om en stund, eller logga in med lösenord om du har ett."
        ),
        "oidc_unverified": TitledText(
            "Din e-postadress är inte bekräftad",
            "Ditt konto säger ingen bekräftad e-postadress, så vi vet inte vem du är här. "
            "Kontakta den som sköter kontona hos er.",
        ),
        "oidc_not_staff": TitledText(
            "Du är inte medarbetare här",
            "Du är inloggad hos er, men ingen har bjudit in din adress till Kallelse. "
            "Be den som är administratör att bjuda in dig.",
        ),
    },
)
