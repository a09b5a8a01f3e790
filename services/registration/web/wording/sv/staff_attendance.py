"""Swedish: the roll of a session."""

from typing import Final

from services.registration.web.wording.words.staff_attendance import AttendanceWords

ATTENDANCE: Final = AttendanceWords(
    heading="Närvaro, {title}",
    meta="{day}. {present} av {expected} har kommit.",
    said={"sparat": "Närvaron är sparad", "inskriven": "Personen är inskriven och närvarande"},
    only_reading="Du kan se närvaron men inte ändra den.",
    cancelled="Träffen är inställd, så här finns inget att bocka av.",
    no_day="Träffen har inget datum än. Närvaron kan bockas av när den har ett.",
    too_early="Närvaron kan bockas av från {day} kl. {clock}.",
    roll="Bocka av",
    search="Sök namn eller organisation",
    search_button="Sök",
    none_found="Ingen i listan heter så.",
    nobody="Ingen har plats här än. När någon anmäler sig står namnet här.",
    next_page="Nästa sida",
    first_page="Första sidan",
    marks={"present": "Kom", "excused": "Förhinder", "absent": "Uteblev"},
    in_place_of="ersätter {name}",
    waits="på väntelistan",
    left="avanmäld",
    came_at="gick in {clock}",
    protected="Person med skyddade uppgifter",
    save="Spara närvaron",
    others="De som inte är avbockade: {n}",
    others_about="Det gäller alla med plats, också på de andra sidorna. Spara först det du har bockat av.",
    others_came="Alla andra kom",
    others_absent="Alla andra uteblev",
    guests="Kom in med någon annans länk",
    guest="{name}, {clock}",
    add="Kom någon utan plats?",
    add_about="Personen anmäls till träffen, räknas som närvarande och får en bekräftelse med e-post.",
    name="Namn",
    email="E-post",
    organisation="Organisation",
    do_add="Skriv in",
    is_registered="Personen är redan anmäld till omgången. Sök efter namnet i listan, eller lägg till träffen på personens sida.",
    is_full="Träffen är full och har ingen väntelista.",
)
