"""Swedish: the page about API tokens."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.tokens import StaffTokensWords

TOKENS: Final = StaffTokensWords(
    heading="API-nycklar",
    lead="En nyckel låter ett annat program läsa eller ändra hos er. Skapa en för varje program, så kan du stänga dem var för sig.",
    none="Inga nycklar än. Här står de med när de senast användes.",
    name="Namn",
    name_hint="Vilket program som har nyckeln, till exempel Kurskatalogen.",
    role_hint="Ge inte mer än programmet behöver.",
    until="Gäller till och med",
    until_hint="Frivilligt. Utan datum gäller nyckeln tills du stänger den.",
    not_ahead="Välj en dag som inte har varit.",
    name_taken="Det finns redan en nyckel med det här namnet. Välj ett annat.",
    new="Skapa en nyckel",
    create="Skapa nyckeln",
    made=TitledText("Nyckeln är skapad", "Kopiera den nu. Den visas bara den här gången."),
    secret="Nyckeln",  # noqa: S106 - a label
    state="Läge",
    used="Senast använd",
    made_at="Skapad",
    never="aldrig",
    has_no_end="Gäller tills vidare",
    valid_until="Gäller till {when}",
    is_expired="Gick ut {when}",
    is_revoked="Stängd {when}",
    to_revoke="Stäng …",
    revoke_heading="Stäng nyckeln {name}?",
    revoke_follows=(
        "Programmet som har nyckeln kommer inte in längre. Det märks inom någon sekund.",
        "En stängd nyckel kan inte öppnas igen. Skapa en ny om programmet ska fortsätta.",
    ),
    revoke="Stäng 1 nyckel",
    keep="Behåll den, och gå tillbaka",
    revoked=TitledText("Nyckeln är stängd", "Programmet som hade den kommer inte in längre."),
)
