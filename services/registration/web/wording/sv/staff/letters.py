"""Swedish: letters of one's own."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.letters import StaffLetterWords

LETTERS: Final = StaffLetterWords(
    heading="Brev",
    lead="Varje mejl som går ut av sig självt har en text från oss. Här skriver du en egen.",
    nearest="Omgångens text gäller före satsningens, och satsningens före arrangörens. Ämne och text räknas var för sig.",
    everything="{name}, alla satsningar",
    letters={
        "invitation": TitledText("Inbjudan", "Går till den som bjuds in eller kallas."),
        "invitation_reminder": TitledText(
            "Påminnelse om att svara", "Går till den som inte har svarat på inbjudan."
        ),
        "invited_added": TitledText(
            "Nya datum att svara om", "Går till den som har svarat när datum har kommit till."
        ),
        "invited_update": TitledText(
            "Ändring för inbjudna", "Går till den som inte har svarat när ett datum ändras."
        ),
        "invited_cancellation": TitledText(
            "Inställt för inbjudna", "Går till den som inte har svarat när ett datum ställs in."
        ),
        "confirm": TitledText("Bekräfta anmälan", "Går till den som ska bekräfta sin anmälan med en länk."),
        "confirmation": TitledText("Bekräftelse", "Går till den som har anmält sig."),
        "calendar": TitledText("Kalenderinbjudan", "Går till den som vill ha datumen i sin kalender."),
        "waiting": TitledText("Väntelista", "Går till den som står på väntelistan."),
        "offer": TitledText("Erbjudande om plats", "Går till den som står på tur när en plats blir ledig."),
        "promoted": TitledText(
            "Plats från väntelistan", "Går till den som får en plats som har blivit ledig."
        ),
        "update": TitledText(
            "Ändring", "Går till den som är anmäld när ett datum, en tid eller en plats ändras."
        ),
        "cancellation": TitledText("Inställt", "Går till den som är anmäld när något ställs in."),
        "withdrawal": TitledText("Avanmälan", "Går till den som har avanmält sig."),
        "reminder": TitledText("Påminnelse före en träff", "Går till den som är anmäld, före varje datum."),
        "substitute": TitledText("Ersättare", "Går till den som kommer i någon annans ställe."),
        "link": TitledText("Länken en gång till", "Går till den som har bett om sin länk igen."),
    },
    own="Er egen text.",
    of_programme="Satsningens text.",
    of_organiser="Arrangörens text.",
    ours="Vår text.",
    whose="Vems text",
    always_heading="Det här står alltid med",
    always=(
        "Hälsningen med förnamnet står först, och efter den kommer din text.",
        "Sedan skriver vi det som inte får saknas: vad det gäller, när och var, sista dag att svara, hur man svarar och länkarna.",
        "Sist står vem som skickar, varför, och hur man frågar.",
        "Säger mejlet något annat än vanligt, som att någon annan tar platsen, står bara vår text.",
    ),
    write="{letter}: skriv en egen text",
    write_own="Skriv en egen text",
    rewrite="Ändra texten",
    take_back="Tillbaka till vår text",
    take_back_above="Ta bort den egna texten",
    languages={"sv": "På svenska", "en": "På engelska"},
    labels={
        "subject_sv": "Ämne på svenska",
        "body_sv": "Text på svenska",
        "subject_en": "Ämne på engelska",
        "body_en": "Text på engelska",
    },
    subject="Ämne",
    subject_hint="Lämna tomt för att behålla det som gäller nu.",
    body_hint="Tom rad ger nytt stycke, **två stjärnor** ger fet stil. Lämna tomt för att behålla det som gäller nu. Det här fylls i för var och en: {fields}.",
    save="Spara och se hur det blir",
    saved={
        "sparat": "Texten är sparad. De mejl som görs från och med nu har den.",
        "vart": "Er egen text är borttagen. Så här ser brevet ut nu.",
    },
    sample_lead="Så läses brevet i varje läge, med påhittade uppgifter. Länkarna leder ingenstans.",
    as_mail="Visa som mejlet ser ut",
    away="Vi når inte mejldelen just nu, så brevet går inte att visa. Det som är sparat gäller. Ladda om sidan om en stund.",
    to_letters="Egna brev",
)
