"""Swedish: lists as files."""

from typing import Final

from services.registration.web.wording.words.staff.files import StaffFileWords

FILES: Final = StaffFileWords(
    take_as={"xlsx": "Hämta som Excel", "csv": "Hämta som CSV"},
    filter="Urval",
    everything="Alla",
    sorted="Ordning",
    by_name="Namn",
    newest_first="Det nyaste först",
    taken="Hämtad",
    count="Antal rader",
    is_cut="Listan är längre: bara de första {n} raderna är med. Gör ett urval och hämta en del i taget.",
    people_of="{programme}, {cohort}: personer",
    roll_of="Närvaro {day}, {session}, {programme}",
    columns={
        "name": "Namn",
        "email": "E-post",
        "phone": "Telefon",
        "organisation": "Organisation",
        "role": "Roll",
        "invited_at": "Inbjuden",
        "answered_at": "Svarade",
        "registered_at": "Anmäld",
        "seat": "Plats",
        "attendance": "Närvaro",
        "came_at": "Kom klockan",
        "in_place_of": "Ersätter",
        "at": "När",
    },
    print_participants="Deltagarlista att skriva ut (PDF)",
    print_roll="Närvarolista att skriva ut (PDF)",
    participants_of="Deltagare i {programme}",
    coming="{n} personer kommer.",
    coming_one="En person kommer.",
    signature="Underskrift",
    hidden="{n} personer med skyddade uppgifter kommer också. De står inte på papperet.",
    hidden_one="En person med skyddade uppgifter kommer också, men står inte på papperet.",
    printed="{organiser}. Utskriven {at}.",
    stand_in="Tecken som inte kan skrivas ut står som en tom ruta (□). Namnen är hela i Kallelse.",
    seats={"confirmed": "har plats", "waiting": "väntar på plats", "withdrawn": "avanmäld"},
)
