"""Swedish."""

from typing import Final

from services.notify.render.wording.struct import MailWording

WORDING: Final = MailWording(
    greeting_name="Hej {},",
    logo_of="{}: logotyp",
    greeting="Hej,",
    greeting_about="Hej, här kommer ett mejl till {}, som är anmäld med din adress:",
    subject_about="{} (gäller {})",
    test_subject="Test: {}",
    questions_wait="Vi har frågor som behöver ditt svar. Du svarar på din sida.",
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
    digital="digitalt",
    place_also_digital="{}, även digitalt",
    unknown_place="plats meddelas senare",
    unknown_time="tid meddelas senare",
    unset_time="tiden är inte bestämd",
    unset_place="platsen är inte bestämd",
    without_time="Vi har inte bestämt någon tid. Fråga oss om du inte vet när träffen börjar.",
    without_place="Vi har inte bestämt någon plats. Fråga oss om du inte vet var träffen är.",
    without_both="Vi har inte bestämt tid och plats. Fråga oss om du inte vet när och var träffen är.",
    unknown_date="datum meddelas senare",
    tentative="Preliminärt datum",
    waiting="Väntelista",
    waiting_position="Väntelista, reservplats {}",
    held_until="Vi håller en plats åt dig till {}",
    offer_over="Erbjudandet har gått ut",
    cancelled="Inställt",
    withdrawn="Avanmäld",
    agenda="Program",
    handed_over="Ersättaren kommer",
    succeeded="Efterträdaren kommer",
    your_substitute="Din ersättare",
    your_successor="Din efterträdare",
    whom_you_replaced="Den som du skulle ersätta",
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
    title_full="{} är full. Du står på väntelistan.",
    title_full_position="{} är full. Du står på väntelistan, som nummer {}.",
    titles_full="{} är fulla. Du står på väntelistan.",
    seat_is_given="Du får platsen direkt om den blir ledig, och då mejlar vi dig.",
    some_seat_is_given="Du får plats direkt om någon blir ledig, och då mejlar vi dig.",
    seat_is_offered="När det är din tur mejlar vi dig. I mejlet står hur länge vi håller platsen.",
    first_by_time="Den som har väntat längst får plats först.",
    first_by_organisation="Organisationer som inte har någon plats går före. Sedan gäller kötid.",
    answer_counts="Ditt svar i kalendern når oss: ja, nej eller kanske.",
    calendar_attached=(
        "Kalenderinbjudan följer med det här mejlet. Tacka ja i den, så står datumet i din kalender. "
        "Flyttar vi träffen mejlar vi dig den nya tiden."
    ),
    calendar_one=(
        "Vi skickar en kalenderinbjudan i ett eget mejl. Tacka ja i den, så står datumet i din kalender. "
        "Flyttar vi träffen mejlar vi dig den nya tiden."
    ),
    calendar_each_count=(
        "Vi skickar en kalenderinbjudan för varje datum, i {} mejl. Tacka ja i dem, så står datumen i din kalender. "
        "Flyttar vi en träff mejlar vi dig den nya tiden."
    ),
    calendar_each_later=(
        "Vi skickar en kalenderinbjudan för varje datum: de närmaste nu, de övriga när de närmar sig. "
        "Tacka ja i dem, så står datumen i din kalender. Flyttar vi en träff mejlar vi dig den nya tiden."
    ),
    calendar_feed=(
        "Prenumerera på dina datum i din kalender, så ändras de av sig själva om vi flyttar något. "
        "Lägg till en kalender från webben med den här adressen:"
    ),
    feed_changes="Kalendern du prenumererar på ändras av sig själv.",
    entry_move=(
        "Se efter att posten i din kalender har flyttats. Om den inte har det: tryck på Uppdatera, Acceptera eller "
        "Tacka ja där mejlet visar kalenderinbjudan."
    ),
    entry_change=(
        "Se efter att posten i din kalender har ändrats. Om den inte har det: tryck på Uppdatera, Acceptera eller "
        "Tacka ja där mejlet visar kalenderinbjudan."
    ),
    entry_remove=(
        "Se efter att posten är borta ur din kalender. Om den är kvar: tryck på Ta bort där mejlet visar "
        "kalenderinbjudan, eller ta bort den i kalendern."
    ),
    entry_changes={
        "resumed": "Träffen blir av.",
        "moved": "Vi har flyttat träffen.",
        "dated": "Datumet är klart.",
        "timed": "Tiden är klar.",
        "undated": "Träffen får ett nytt datum. Vi mejlar dig när det är klart.",
        "unsure": "Datumet är inte säkert.",
        "placed": "Träffen har en ny plats.",
        "linked": "Nu finns länken till mötet.",
        "roomed": "Mötet har ett nytt rum. Din länk gäller som förut.",
        "noted": "Det finns något nytt att veta.",
        "other": "Vi har ändrat träffen.",
    },
    entry_farewell="Vi skickar allt om träffen till en annan av dina e-postadresser.",
    entry_promoted="Du har fått plats.",
    entry_relinked="Din länk till mötet är bytt. Den gamla öppnar det inte längre.",
    entry_gone={
        "invitations": "Det här är en äldre post. Vad som gäller nu står i ett eget mejl.",
        "subscription": "Du har valt att prenumerera på dina datum. Du är anmäld som förut.",
        "none": "Du har valt att inte ha dina datum i kalendern. Du är anmäld som förut.",
    },
    time_before="Tidigare tid:",
    place_before="Tidigare plats:",
    title_before="Tidigare namn:",
    join="Till mötet",
    join_digitally="Till det digitala mötet",
    doors_open="Länken är din egen och öppnar kl. {}.",
    link_in_entry="Den står i kalenderinbjudan och öppnar 30 minuter före start.",
    link_in_reminder="Du får den i påminnelsen {}. Den öppnar 30 minuter före start.",
    link_on_page="Den står på din sida och öppnar 30 minuter före start.",
    link_not_used="Länken till mötet används inte längre.",
    link_is_missing="Mötet har ingen länk just nu. Vi mejlar dig när den är klar.",
    reminder_same_day="samma dag",
    reminder_day_before="dagen före",
    reminder_days_before="{} dagar före",
    reminder_hour_before="en timme före",
    reminder_hours_before="{} timmar före",
    questions_who_phone="Frågor? Svara på mejlet, eller ring {}, {}.",
    questions_phone="Frågor? Svara på mejlet, eller ring {}.",
    questions_who="Frågor? Svara på mejlet, så når du {}.",
    questions="Frågor? Svara på mejlet.",
    questions_write_phone="Frågor? Skriv till {}, eller ring {}.",
    questions_write="Frågor? Skriv till {}.",
    only_phone="Frågor? Ring {}.",
    why_role="Du får mejlet för att du är {}.",
    why_invited_organiser="Du får mejlet för att {} har bjudit in dig.",
    why_called_organiser="Du får mejlet för att {} har kallat dig.",
    why_registered_programme="Du får mejlet för att du är anmäld till {}.",
    why_to_confirm_programme="Du får mejlet för att din adress står i en anmälan till {}.",
    why_waiting_programme="Du får mejlet för att du står på väntelistan till {}.",
    why_was_registered_programme="Du får mejlet för att du har varit anmäld till {}.",
    why_substitute_programme="Du får mejlet för att du har angetts som ersättare i {}.",
    why_earlier_address_programme="Du får mejlet för att vi har skrivit till den här adressen om {}.",
    why_opening="Du får mejlet för att någon skrev din adress för att få veta det här. Det kommer inga fler mejl, och vi tar bort adressen.",
    why_staff_link={
        "invited": "Du får mejlet för att {} har gett dig tillgång till Kallelse.",
        "forgotten": "Du får mejlet för att någon har bett om ett nytt lösenord med din adress.",
    },
    why_staff_organiser="Du får mejlet för att du svarar på frågor till {}.",
    why_answer_organiser="Du får mejlet för att du har skickat en förfrågan till {}.",
    own_link="Länken är din egen.",
    privacy="Så behandlar vi dina personuppgifter",
)
