"""Swedish: the audit log."""

from typing import Final

from services.registration.web.wording.sv.staff import log_actions as staff_log_actions
from services.registration.web.wording.sv.staff import log_fields as staff_log_fields
from services.registration.web.wording.words.staff.log import StaffLogWords

LOG: Final = StaffLogWords(
    actions=staff_log_actions.ACTIONS,
    groups=staff_log_actions.GROUPS,
    kinds=staff_log_actions.KINDS,
    actors=staff_log_actions.ACTORS,
    actor_groups=staff_log_actions.ACTOR_GROUPS,
    fields=staff_log_fields.FIELDS,
    values=staff_log_fields.VALUES,
    heading="Logg",
    lead="Vem som har gjort vad, och hur det var förut. Det nyaste står först. Loggen sparas i två år.",
    narrow="Sök i loggen",
    who="Vem",
    kind="Vad",
    first="Från och med",
    last="Till och med",
    all="Alla",
    show="Visa",
    wrong_day="Skriv ett datum, till exempel 2027-05-12. Sökningen gäller utan det.",
    about="Bara det som gäller {name}.",
    show_all="Visa hela loggen",
    none="Inget är gjort än. Allt som ändras hos er kommer att stå här.",
    none_found="Inget i loggen stämmer med det du söker. Välj en längre tid, eller fler personer.",
    older="Visa äldre",
    show_values="Visa alla {count} uppgifter",
    on_what="Gäller",
    all_about="Allt som har gjorts med detta",
    changed="Ändrade uppgifter",
    values_heading="Uppgifterna före och efter",
    field="Uppgift",
    before="Före",
    after="Efter",
    no_values="Inga uppgifter är sparade om det här.",
    token="API-nyckeln {name}",  # noqa: S106 - a label
    participant="{name} (deltagare)",
    protected="Skyddade uppgifter",
    gone="borttagen",
    yes="ja",
    no="nej",
)
