"""Swedish: errors, and what to do."""

from collections.abc import Mapping
from typing import Final

from services.registration.web.wording.words.errors import FormErrors, StatusPages
from services.registration.web.wording.words.parts import Plural, TitledText

FIELD_ERRORS: Final[Mapping[str, str]] = {
    "missing": "Fyll i det här.",
    "not_text": "Skriv en text.",
    "too_long": "Skriv kortare, högst {limit} tecken.",
    "not_allowed": "Här finns tecken som vi inte kan läsa. Skriv om texten.",
    "not_an_address": "Skriv en e-postadress, till exempel namn@kommun.example.",
    "not_a_name": "Skriv ett namn, utan webbadress eller e-postadress.",
    "not_a_url": "Skriv en webbadress som börjar med https://",
    "not_https": "Skriv en adress som börjar med https://, utan namn och lösenord och utan # i.",
    "not_public": "Adressen leder in i ett nät som inte nås utifrån. Skriv en som finns på internet.",
    "not_a_choice": "Välj ett av alternativen.",
    "not_a_number": "Skriv ett tal.",
    "not_numeric": "Skriv ett tal med siffror, till exempel 12 eller 2,5.",
    "not_a_date": "Skriv ett datum, till exempel 2027-01-20.",
    "not_an_id": "Det här är inget id.",
    "before_start": "Slutet måste komma efter början.",
    "does_not_match": "De två uppgifterna stämmer inte överens.",
    "not_earlier": "Det måste vara en fråga som kommer före.",
    "too_many": "Det får vara högst {limit}.",
    "twice": "Samma sak står två gånger.",
    "not_there": "Ingen har det namnet eller id:t.",
    "several": "Flera heter så.",
    "unknown": "Det här frågar vi inte om.",
    "not_ahead": "Skriv en tid som ligger framåt.",
    "too_far_ahead": "Välj en tid inom tre år.",
    "placeholder": "{{{{{limit}}}}} betyder inget här.",
    "braces": "Ett fält börjar med {{{{ och slutar med }}}}.",
    "file_name": "Ge filen ett namn utan snedstreck, på högst 100 tecken.",
    "file_type": "Välj en PDF, en bild, ett dokument utan makron eller en ren text.",
    "file_ending": "Innehållet är av en annan typ än namnet säger. Låt namnet sluta på {limit}.",
    "file_heavy": "Filerna får vara högst {limit} kB tillsammans.",
}

FORM: Final = FormErrors(
    heading=Plural("En uppgift behöver rättas", "{n} uppgifter behöver rättas"),
    heading_who="Vem kommer?",
    kept="Inget är skickat än. Allt annat du har fyllt i finns kvar.",
    no_answer="Svara ja, nej eller skicka en ersättare",
    no_choice="Välj ett av passen som går samtidigt, eller Inget av passen",
    nothing_chosen="Välj minst ett datum, eller tacka nej",
    nothing_chosen_summons="Välj minst ett datum, eller anmäl förhinder",
    who_comes="Du har fyllt i en ersättare. Välj Skicka ersättaren, eller töm fälten om du kommer själv",
    not_here="Ett av datumen hör inte till inbjudan. Se över vilka som är valda",
    stale="{title} går inte att välja längre. Se över vilka datum som är valda",
    not_as_substitute="Den här personen kan inte komma i ditt ställe här. Hör av dig till oss",
    fields={
        "name/missing": "Skriv ditt namn.",
        "organisation/missing": "Skriv vilken organisation du kommer från.",
        "substitute_name/missing": "Skriv ersättarens namn.",
        "substitute_email/missing": "Skriv ersättarens e-postadress, till exempel namn@kommun.example.",
        "substitute_email/not_an_address": "Skriv ersättarens e-postadress, till exempel namn@kommun.example.",
        "substitute_email/does_not_match": "Adressen är din egen. Skriv ersättarens.",
        "message/missing": "Skriv varför du inte kan komma. En mening räcker.",
        "subject/missing": "Skriv vad ni vill ha hjälp med.",
        "email/missing": "Skriv din e-postadress, till exempel namn@kommun.example.",
        "guest_name/missing": "Skriv ditt namn.",
        "assistant_name/missing": "Skriv ditt namn.",
        "assistant_email/missing": "Skriv din e-postadress, till exempel namn@kommun.example.",
        "colleague_name/missing": "Skriv namnet.",
    },
)

ERRORS: Final[Mapping[str, TitledText]] = {
    "SendingNotWaiting": TitledText(
        "Det väntar inte längre",
        "Det har redan gått ut, eller så har någon tagit tillbaka det. På omgångens sida står hur det gick.",
    ),
    "SentTooOften": TitledText(
        "Det är många prov på en timme", "Vänta en timme. Det som händer hos er skickas ändå, av sig självt."
    ),
    "MailingNotOpen": TitledText(
        "Utskicket är redan skickat eller stoppat",
        "Gör ett nytt utskick. Texten går att hämta från det gamla.",
    ),
    "NobodyMatches": TitledText("Ingen finns i urvalet", "Ändra urvalet, så att någon får utskicket."),
    "NotFound": TitledText(
        "Det finns inte", "Det du söker finns inte, eller så har du inte tillgång till det."
    ),
    "FieldsRefused": TitledText("Något behöver rättas", "Rätta uppgifterna och försök igen."),
    "VersionConflict": TitledText(
        "Någon annan hann före",
        "Det har ändrats sedan du öppnade det. Se vad som står nu och gör om din ändring.",
    ),
    "InUse": TitledText("Det används redan", "Ett av värdena finns redan. Välj ett annat."),
    "AlreadyMade": TitledText(
        "Det är redan sparat", "Samma formulär skickades två gånger. Inget är gjort dubbelt."
    ),
    "DependedUpon": TitledText(
        "Det går inte att ta bort", "Något annat hör ihop med det. Ta bort det först."
    ),
    "QuestionAnswered": TitledText(
        "Frågan har svar",
        "Den går inte att ta bort eller göra om till en annan. Sluta fråga den, och ställ en ny.",
    ),
    "AlreadyAnswered": TitledText(
        "Redan besvarad", "Svaret har gått. Skriv mer i mejlet till den som frågade."
    ),
    "CohortNotOpen": TitledText("Anmälan är inte öppen", "Det går inte att anmäla sig just nu."),
    "CohortCancelled": TitledText(
        "Omgången är inställd", "Den går inte att öppna igen, och inga tillfällen i den blir av."
    ),
    "NothingChosen": TitledText("Inget datum är valt", "Välj minst ett datum som går att välja."),
    "SessionOfAnotherCohort": TitledText("Datumet hör inte hit", "Ett av datumen hör till en annan omgång."),
    "SessionOver": TitledText("Träffen har redan varit", "Det går inte att ändra något som har varit."),
    "SessionCancelled": TitledText("Träffen är inställd", "Du behöver inte göra något."),
    "WholeCancelled": TitledText(
        "Träffen som den hör till är inställd", "{title} är inställd. Låt den bli av först."
    ),
    "SessionHasParts": TitledText("Träffen har delar", "Ta bort delarna först: {titles}."),
    "SessionFull": TitledText("Träffen är full", "Alla platser är tagna och det finns ingen väntelista."),
    "NotOffered": TitledText(
        "Ingen plats är ledig än", "Du står kvar på väntelistan. Vi mejlar när en plats blir ledig."
    ),
    "OfferOver": TitledText(
        "Erbjudandet har gått ut",
        "Platsen har gått vidare till nästa i kön. Vill du kan du ställa dig i kön igen.",
    ),
    "ConfirmationOver": TitledText(
        "Anmälan gäller inte längre", "Den bekräftades inte i tid, och platsen har lämnats vidare."
    ),
    "NotConfirmed": TitledText(
        "Anmälan är inte bekräftad än", "Bekräfta den först, med länken i mejlet. Sedan går den att ändra."
    ),
    "OneOfEachChoice": TitledText("Två pass går samtidigt", "Välj ett av passen som går samtidigt."),
    "SessionsOverlap": TitledText(
        "Två träffar krockar", "{first} och {second} går samtidigt. Välj en av dem."
    ),
    "AlreadyRegistered": TitledText("Redan anmäld", "Adressen är redan anmäld. Länken finns i bekräftelsen."),
    "AddressIsNew": TitledText(
        "Din adress är ny",
        "Den är bytt genom en länk. Därför mejlar vi länken till dina uppgifter tidigast tre dygn efter bytet. "
        "Är det bråttom, hör av dig till oss.",
    ),
    "NothingToTakeBack": TitledText(
        "Det finns ingen plats att ta tillbaka",
        "Ersättaren har lämnat platsen, eller så är träffen slut.",
    ),
    "AlreadyWithdrawn": TitledText("Redan avanmäld", "Det finns inget kvar att avanmäla eller ändra."),
    "InvitationNotOpen": TitledText(
        "Länken gäller inte längre", "Öppna det senaste mejlet och välj länken där."
    ),
    "AnswerTooLate": TitledText("Det är för sent att svara", "Hör av dig till oss om du ändå vill komma."),
    "SubstitutesNotAllowed": TitledText(
        "Inbjudan är personlig", "Den här gången går det inte att skicka en ersättare."
    ),
    "SubstituteIsInvited": TitledText(
        "Ersättaren är du själv", "Skriv uppgifterna till den som kommer i ditt ställe."
    ),
    "BuyerHasNoContact": TitledText(
        "Beställaren saknar kontaktperson", "Lägg till en kontakt som kan utse deltagarna."
    ),
    "JoinTooEarly": TitledText("Mötet har inte öppnat", "Det öppnar 30 minuter före start."),
    "NoSeat": TitledText("Länken ger ingen plats", "Platsen är avanmäld eller på väntelistan."),
    "AttendanceTooEarly": TitledText(
        "Träffen har inte börjat",
        "Närvaro kan antecknas från 30 minuter före start. Förhinder kan antecknas redan nu.",
    ),
    "NotExpected": TitledText(
        "Någon av dem har ingen plats",
        "Den som kom ändå kan antecknas som närvarande, men ingen annan som frånvarande.",
    ),
    "AnotherOrganisation": TitledText(
        "Inbjudan gäller en annan organisation", "Skriv en adress där, eller hör av dig till oss."
    ),
    "LastAdmin": TitledText("Det behövs en administratör", "Gör någon annan till administratör först."),
    "ImportUndone": TitledText("Importen är redan ångrad", "Läs in listan igen om du ångrade av misstag."),
    "ImportTooOld": TitledText("Importen går inte längre att ångra", "Vi sparar underlaget i 90 dagar."),
    "GuestsNotLetIn": TitledText("Länken är personlig", "Hör av dig till oss om du ska vara med i stället."),
}

STATUS: Final = StatusPages(
    by_status={
        400: TitledText("Vi förstod inte det som skickades", "Gå tillbaka, ladda om sidan och försök igen."),
        401: TitledText("Du behöver logga in", "Logga in och försök igen."),
        403: TitledText("Du får inte se det här", "Fråga den som sköter systemet hos er om du borde få det."),
        404: TitledText(
            "Sidan finns inte",
            "Kontrollera adressen. Kom du hit från ett mejl, öppna det senaste mejlet och försök igen.",
        ),
        405: TitledText(
            "Så kan sidan inte användas", "Öppna länken i mejlet igen och använd knapparna på sidan."
        ),
        409: TitledText("Det har ändrats under tiden", "Ladda om sidan, så ser du vad som gäller nu."),
        410: TitledText(
            "Det finns inte längre", "Öppna det senaste mejlet från oss, där står vad som gäller."
        ),
        413: TitledText(
            "Det var för mycket på en gång", "Inget är sparat. Gå tillbaka, korta texten och försök igen."
        ),
        429: TitledText("Det kom för många försök", "Vänta en minut och försök igen."),
        503: TitledText(
            "Vi kan inte visa sidan just nu",
            "Det är ett tillfälligt fel hos oss. Försök igen om en stund.",
        ),
    },
    other=TitledText(
        "Något gick fel hos oss",
        "Vi vet inte om det du skickade hann sparas. Öppna länken igen, så ser du vad som gäller. "
        "Händer det fler gånger, hör av dig och ange referensen.",
    ),
    address_used_up=TitledText(
        "E-postadressen har använts många gånger i dag",
        "Inget är sparat. Försök igen i morgon, eller hör av dig till arrangören om det är bråttom.",
    ),
    not_sent=TitledText(
        "Det gick inte att skicka just nu",
        "Det är ett tillfälligt fel hos oss. Det du fyllde i finns kvar här: vänta en stund och skicka igen. "
        "Hann det sparas ändå, så visar nästa sida det.",
    ),
    send_again="Skicka igen",
)
