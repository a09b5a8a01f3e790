"""Swedish: layout, dates, the front page."""

from collections.abc import Mapping
from typing import Final

from services.registration.web.wording.words.common import Common, DateWords, FrontPages
from services.registration.web.wording.words.parts import Plural, SwitchText

COMMON: Final = Common(
    skip="Hoppa till innehållet",
    other_language="English",
    error_prefix="Fel:",
    title_error="Fel: {title}",
    questions="Frågor?",
    contact_answers="{name} svarar.",
    contact_answers_title="{name}, {title}, svarar.",
    ask_by_reply="Svara på mejlet som du fick länken i, så når du oss.",
    privacy="Så behandlar vi dina personuppgifter",
    accessibility="Tillgänglighetsredogörelse",
    numbers=(
        "inga",
        "ett",
        "två",
        "tre",
        "fyra",
        "fem",
        "sex",
        "sju",
        "åtta",
        "nio",
        "tio",
        "elva",
        "tolv",
    ),
    list_and="{first} och {last}",
    hours=Plural("en timme", "{n} timmar"),
    minutes=Plural("en minut", "{n} minuter"),
    days=Plural("en dag", "{n} dagar"),
    in_time="om {time}",
    soon="om mindre än en minut",
    reference="Referens: {reference}",
    to_start="Till startsidan",
)

DAYS: Final = DateWords(
    modes={"on_site": "på plats", "digital": "digitalt", "hybrid": "på plats och digitalt"},
    clock=" kl.",
    no_term="Utan datum",
    spring="vår",
    autumn="höst",
    unknown_time="tid meddelas senare",
    unknown_date="Datum meddelas senare",
    special="Det är {name}.",
    tentative="Preliminärt datum",
    cancelled="Inställd",
    reason="Orsak: {reason}",
    moved_on="Vi flyttade träffen {day}.",
    before="Tidigare:",
    agenda="Program: {items}",
    new_time="Ny tid",
    changed_why="Ändrat: {reason}",
    over="Har varit",
    full="Full, det finns ingen väntelista",
    full_waits="Full, du hamnar på väntelistan",
    switch=SwitchText("Jag kommer", "Kommer inte"),
    you_come="Du är anmäld",
    you_come_moved="Ny tid, du är anmäld",
    cannot="Kan du inte?",
    you_wait="Väntelista, reservplats {place}",
    you_withdrew="Du är avanmäld",
    you_never_came="Du är inte anmäld",
    you_were_there="Du var med",
    you_were_absent="Du var inte med",
    past_sessions=Plural("En träff har varit", "{n} träffar har varit"),
    choose_one="Välj ett av passen som går samtidigt",
    choose_one_day="Välj ett pass {day}",
    choose_none="Inget av passen",
)

FORMS: Final[Mapping[str, str]] = {
    "dialogforum": "dialogforum",
    "föreläsning": "föreläsningar",
    "handledning": "handledningar",
    "konferens": "konferenser",
    "kompetensutvecklingsdag": "kompetensutvecklingsdagar",
    "kvalitetsmöte": "kvalitetsmöten",
    "ledningsgruppsmöte": "ledningsgruppsmöten",
    "lärträff": "lärträffar",
    "nätverk": "nätverksträffar",
    "nätverksträff": "nätverksträffar",
    "seminarium": "seminarier",
    "verksamhetsdialog": "verksamhetsdialoger",
    "workshop": "workshoppar",
}

FRONT: Final = FrontPages(
    heading="Kallelse",
    lead="Här svarar du på inbjudningar och ser dina datum, med den personliga länk som du har fått i ett mejl.",
    lost_link="Har du tappat bort din länk?",
    lost_link_text="Leta upp det senaste mejlet om träffarna: länken står där. Hittar du det inte skickar vi länken igen. Välj vem som ordnar träffarna.",
    privacy="Så behandlar vi dina personuppgifter",
    accessibility="Tillgänglighetsredogörelse",
)
