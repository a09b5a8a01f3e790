"""Swedish: a cohort's own questions."""

from typing import Final

from services.registration.web.wording.words.parts import Plural, TitledText
from services.registration.web.wording.words.questions import QuestionWords

QUESTIONS: Final = QuestionWords(
    heading="Några frågor till dig",
    kept="Svaren finns kvar så länge din anmälan gör det, om inget annat står vid frågan. Du kan ändra dem på din egen sida.",
    optional="{label} (frivilligt)",
    why="Därför frågar vi: {help}",
    counted="Vi som ordnar ser hur många som har svarat vad, aldrig vem.",
    read_without_names="Vi som ordnar läser svaren utan namn, och bara för att kunna ordna det som behövs.",
    erased="Svaret raderas den {day}.",
    erased_after="Svaret raderas dagen efter den sista träffen.",
    blank_keeps="Lämna tomt om det du har svarat ska stå kvar.",
    remove_stored="Ta bort det jag har svarat",
    yes="Ja",
    no="Nej",
    no_answer="Inget svar",
    if_answered="Om du svarade {answers} ovan:",
    if_coming="Om du kommer till {title}:",
    either="{first} eller {last}",
    date_hint="Till exempel 2027-01-20.",
    mistake="{label}: {what}",
    unanswered="Svara på frågan: {question}",
    unanswered_here="Svara på frågan.",
    none_chosen="Välj minst ett av alternativen.",
    consent="Det här godkänner du",
    consent_box="Jag har läst och godkänner",
    consented="Du godkände den här texten den {day}.",
    consent_missing="Läs texten och kryssa för att du godkänner den.",
    consent_changed="Texten har ändrats. Läs den igen och kryssa för att du godkänner den.",
    mine="Dina svar",
    mine_missing=Plural("En fråga väntar på ditt svar.", "{n} frågor väntar på ditt svar."),
    mine_answer="Svara på frågorna",
    mine_change="Ändra svaren",
    mine_hidden="Dina uppgifter är skyddade, så vi visar inte svaren här.",
    mine_counted="Du har svarat.",
    mine_counted_until="Du har svarat. Svaret raderas den {day}.",
    mine_erased="Raderat den {day}.",
    mine_agreed="Det du har godkänt",
    mine_agreed_on="Godkänt den {day}.",
    page_lead="{title}. Bara det som du själv har svarat visas här.",
    save="Spara svaren",
    saved=TitledText("Dina svar är sparade", "Du kan ändra dem här så länge det går att ändra."),
    back="Tillbaka till mina datum",
)
