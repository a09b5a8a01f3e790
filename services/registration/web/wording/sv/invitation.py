"""Swedish: invitations, and the pages after an answer."""

from typing import Final

from services.registration.web.wording.words.invitation import AfterAnswer, InvitationWords
from services.registration.web.wording.words.parts import Plural

INVITATION: Final = InvitationWords(
    kind="Inbjudan till dig",
    kind_to="Inbjudan till {name}",
    summons="Du är kallad",
    summons_to="Du är kallad, {name}",
    title="{heading} – inbjudan från {sender}",
    title_summons="{heading} – kallelse från {sender}",
    welcome=Plural("Välkommen till {n} träff", "Välkommen till {n} {sessions}{years}{who}."),
    welcome_digital=Plural(
        "Välkommen till en digital träff", "Välkommen till {n} digitala {sessions}{years}{who}."
    ),
    welcome_one="Välkommen {when}{who}.",
    called=Plural(
        "Du är kallad till {n} träff",
        "Du är kallad till {n} {sessions}{years}{who}. Dina platser är klara.",
    ),
    called_one="Du är kallad {when}{who}. Din plats är klar.",
    for_role=", du som är {role}",
    for_organisation=" i {organisation}",
    free="Det kostar inget.",
    accepted=Plural(
        "Du är anmäld till ett datum. Ändra här om något inte stämmer.",
        "Du är anmäld till {n} datum. Ändra här om något inte stämmer.",
    ),
    accepted_waiting="Du står på väntelistan. Ändra här om något inte stämmer.",
    excused="Du har ingen plats just nu. Kan du komma ändå? Säg det här.",
    see_mine="Visa mina datum",
    answer_by="Svara senast",
    excuse_by="Anmäl förhinder senast",
    which_dates="Vilka datum kan du?",
    turn_off="Stäng av dem du inte kan.",
    the_date="Datumet",
    the_dates="Datumen",
    choosable_none="Inget av datumen går att välja nu.",
    booked_on="Vi bokar platsen på",
    booked_on_protected="Dina uppgifter är skyddade, så vi visar dem inte här.",
    change_details="Ändra uppgifterna",
    name="Namn",
    name_protected_hint="Lämna tomt om det namn vi har ska stå kvar.",
    role="Roll",
    organisation="Organisation",
    yes="Anmäl dig",
    yes_to_all=" till alla {n}",
    yes_chosen="Anmäl dig till valda",
    yes_save="Spara ändringen",
    yes_summons="Bekräfta att du kommer",
    no="Tacka nej",
    none_chosen="Inget datum är valt. Välj minst ett, eller tacka nej.",
    none_chosen_summons="Inget datum är valt. Välj minst ett, eller anmäl förhinder.",
    what_follows=(
        "Du får en bekräftelse med mejl. Du kan avanmäla dig ända tills en träff börjar, "
        "från din egen sida. Länken dit står i bekräftelsen."
    ),
    what_follows_unconfirmed="Du kan avanmäla dig ända tills en träff börjar, från din egen sida.",
    what_follows_summons=(
        "Du behöver inte svara om du kommer. Kan du inte komma vill vi veta varför, så att vi kan hjälpa dig vidare."
    ),
    substitute="Skicka en ersättare",
    substitute_about="Ersättaren får din plats på de datum som är valda, och en egen länk. Din egen länk slutar gälla.",
    substitute_name="Ersättarens namn",
    substitute_email="Ersättarens e-postadress",
    substitute_button="Skicka ersättaren",
    message="Skriv något till oss",
    message_label="Meddelande (frivilligt)",
    message_hint="Till exempel varför ett datum inte passar. Bara vi som ordnar träffarna läser det.",
    excuse="Kan du inte komma?",
    excuse_label="Varför kan du inte komma?",
    excuse_hint="En mening räcker. Bara vi som ordnar träffarna läser det.",
    excuse_button="Anmäl förhinder",
    about="Om innehållet",
)

AFTER: Final = AfterAnswer(
    declined="Du har tackat nej",
    declined_lead="Du får inga fler mejl om den här inbjudan.",
    excused="Du har anmält förhinder",
    excused_lead="Vi har fått ditt besked, och din plats är ledig för någon annan.",
    thanks="Tack för svaret.",
    thanks_name="Tack för svaret, {name}.",
    thanks_short="Tack.",
    thanks_short_name="Tack, {name}.",
    reason_label="Vill du säga varför? (frivilligt)",
    reason_hint="Det hjälper oss att välja bättre datum. Bara vi som ordnar träffarna läser det.",
    reason_button="Skicka",
    reason_saved="Tack, vi har fått det du skrev. Skriver du något nytt ersätter det texten.",
    change_mind="Ändrar du dig?",
    change_mind_until="Du kan svara på nytt till och med {day}.",
    change_mind_open="Du kan svara på nytt så länge inbjudan är öppen.",
    open_again="Öppna inbjudan igen",
    substituted="En ersättare kommer i ditt ställe",
    substituted_lead="Vi har skickat ett mejl till ersättaren med datumen och en egen länk.",
    substituted_lead_organisation=(
        "Din plats för {organisation} har gått vidare. Vi har skickat ett mejl till ersättaren "
        "med datumen och en egen länk."
    ),
    substituted_more="Din egen länk gäller inte längre. Blev något fel? Hör av dig till oss.",
    too_late="Det är för sent att svara",
    too_late_lead="Sista dagen att svara var {day}.",
    too_late_lead_undated="Tiden för att svara har gått ut.",
    too_late_more="Vill du ändå komma, eller ändra ditt svar? Hör av dig till oss, så ser vi vad som går.",
    too_late_yes="Du är anmäld. På din egen sida ser du dina datum och kan avanmäla dig.",
    closed="Anmälan är stängd",
    closed_lead="Det går inte längre att svara på inbjudan.",
    cancelled="Inställt: {title}",
    cancelled_lead="Vi har ställt in det som inbjudan gällde. Du behöver inte göra något.",
    draft="Inbjudan är inte öppen än",
    draft_lead="Datumen är inte klara. Öppna länken igen när du har fått ett mejl från oss.",
    over="Det har redan varit",
    over_lead="Alla datum i inbjudan har passerat.",
    bad_link="Länken stämmer inte",
    bad_link_lead="Kontrollera att hela adressen kom med när du klickade eller kopierade den.",
    bad_link_more="Öppna det senaste mejlet du har fått och välj länken där. Mejlet säger också vem du kan fråga.",
    dead_link="Länken gäller inte längre",
    dead_link_lead="Den har ersatts av en ny, eller så har platsen gått vidare till någon annan. Öppna det senaste mejlet från oss.",
    to_my_page="Till mina datum",
)
