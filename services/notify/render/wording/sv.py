"""Swedish."""

from typing import Final

from services.notify.render.wording.struct import MailWording

WORDING: Final = MailWording(
    greeting_name="Hej {},",
    greeting="Hej,",
    you="du",
    you_role="du som är {}",
    you_organisation="du {}",
    you_role_organisation="du som är {}",
    role_in_organisation="{} i {}",
    role_at_organisation="{} på {}",
    in_organisation="i {}",
    at_organisation="på {}",
    role_explained={},
    swedish_time="svensk tid",
    all_swedish_time="Alla tider är svensk tid.",
    first_day="först {}",
    from_to="{} till {}",
    digital="digitalt",
    place_also_digital="{}, även digitalt",
    unknown_place="plats meddelas senare",
    unknown_time="tid meddelas senare",
    unknown_date="datum meddelas senare",
    tentative="Preliminärt datum",
    waiting="Väntelista",
    waiting_position="Väntelista, reservplats {}",
    held_until="Vi håller en plats åt dig till {}",
    offer_over="Erbjudandet har gått ut",
    cancelled="Inställt",
    withdrawn="Avanmäld",
    numbers=("inga", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    forms={
        "dialogforum": "dialogforum",
        "erfarenhetsutbyte": "erfarenhetsutbyten",
        "föreläsning": "föreläsningar",
        "handledning": "handledningar",
        "handledningsdag": "handledningsdagar",
        "kompetensutvecklingsdag": "kompetensutvecklingsdagar",
        "konferens": "konferenser",
        "kvalitetsmöte": "kvalitetsmöten",
        "ledningsgruppsmöte": "ledningsgruppsmöten",
        "lärträff": "lärträffar",
        "nätverk": "nätverksträffar",
        "nätverksträff": "nätverksträffar",
        "seminarium": "seminarier",
        "startmöte": "startmöten",
        "tvåpartssamtal": "tvåpartssamtal",
        "verksamhetsdialog": "verksamhetsdialoger",
        "workshop": "workshoppar",
    },
    sessions="träffar",
    count_sessions="{} {}",
    count_digital_sessions="{} digitala {}",
    in_year=" under {}",
    in_years=" under {}–{}",
    list_and="{} och {}",
    title_full="{} är full, där står du på väntelistan.",
    title_full_position="{} är full, där står du på väntelistan med reservplats {}.",
    titles_full="{} är fulla, där står du på väntelistan.",
    seat_is_given="Du får platsen direkt om den blir ledig, och då mejlar vi dig.",
    some_seat_is_given="Du får plats direkt om någon blir ledig, och då mejlar vi dig.",
    seat_is_offered="Blir en plats ledig och det är din tur frågar vi dig i ett mejl, med en tid att svara på.",
    first_by_time="Den som har väntat längst får plats först.",
    first_by_organisation=(
        "Först får en från varje organisation plats, om organisationen inte redan har någon. "
        "Därefter den som har väntat längst."
    ),
    calendar_attached=(
        "Kalenderinbjudan följer med det här mejlet. Tacka ja i kalendern, så flyttas posten om vi flyttar träffen."
    ),
    calendar_one=(
        "Vi skickar en kalenderinbjudan i ett eget mejl. "
        "Tacka ja i kalendern, så flyttas posten om vi flyttar träffen."
    ),
    calendar_each_count=(
        "Vi skickar en kalenderinbjudan för varje datum, i {} mejl. "
        "Tacka ja i kalendern, så flyttas posten om vi flyttar träffen."
    ),
    calendar_each_later=(
        "Vi skickar en kalenderinbjudan för varje datum: de närmaste nu, de övriga när de närmar sig. "
        "Tacka ja i kalendern, så flyttas posten om vi flyttar träffen."
    ),
    calendar_feed=(
        "Prenumerera på dina datum i din kalender, så ändras de av sig själva om vi flyttar något. "
        "Lägg till en kalender från webben med den här adressen:"
    ),
    join="Till mötet",
    join_digitally="Till det digitala mötet",
    doors_open="Länken är din egen och öppnar kl. {}.",
    link_in_reminder="Du får den i påminnelsen {}. Den öppnar 30 minuter före start.",
    link_on_page="Den står på din sida och öppnar 30 minuter före start.",
    reminder_same_day="samma dag",
    reminder_day_before="dagen före",
    reminder_days_before="{} dagar före",
    reminder_hour_before="en timme före",
    reminder_hours_before="{} timmar före",
    questions_who_phone="Frågor? Svara på mejlet, eller ring {}, {}.",
    questions_phone="Frågor? Svara på mejlet, eller ring {}.",
    questions_who="Frågor? Svara på mejlet, så når du {}.",
    questions="Frågor? Svara på mejlet.",
    only_phone="Frågor? Ring {}.",
    why_role="Du får mejlet för att du är {}.",
    why_invited_organiser="Du får mejlet för att {} har bjudit in dig.",
    why_called_organiser="Du får mejlet för att {} har kallat dig.",
    why_registered_programme="Du får mejlet för att du är anmäld till {}.",
    why_waiting_programme="Du får mejlet för att du står på väntelistan till {}.",
    why_was_registered_programme="Du får mejlet för att du har varit anmäld till {}.",
    why_substitute_programme="Du får mejlet för att du har angetts som ersättare i {}.",
    why_opening="Du får mejlet för att någon skrev din adress för att få veta det här. Det kommer inga fler mejl, och vi tar bort adressen.",
    why_staff_organiser="Du får mejlet för att du svarar på frågor till {}.",
    why_answer_organiser="Du får mejlet för att du har skickat en förfrågan till {}.",
    own_link="Länken är din egen.",
    privacy="Så behandlar vi dina personuppgifter",
)
