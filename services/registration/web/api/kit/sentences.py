"""The texts of the API's own problems, in both languages. The texts of domain errors are in web/wording."""

from typing import Final

from services.registration.web.wording import WORDING
from shared.language import Language

_TITLES: Final[dict[Language, dict[int, str]]] = {
    "sv": {
        400: "Förfrågan går inte att läsa",
        401: "Behörighet saknas",
        403: "Det får du inte",
        404: "Finns inte",
        405: "Går inte att göra här",
        409: "Det går inte som det är nu",
        410: "Finns inte längre",
        412: "Något har ändrats",
        413: "För mycket på en gång",
        422: "Något behöver rättas",
        429: "För många försök",
        500: "Något gick fel hos oss",
        503: "Går inte just nu",
    },
    "en": {
        400: "The request cannot be read",
        401: "Not authorised",
        403: "Not allowed",
        404: "Not found",
        405: "Cannot be done here",
        409: "Not possible as things stand",
        410: "No longer there",
        412: "Something has changed",
        413: "Too much at once",
        422: "Something needs correcting",
        429: "Too many attempts",
        500: "Something went wrong on our side",
        503: "Not possible right now",
    },
}

_DETAILS: Final[dict[Language, dict[str, str]]] = {
    "sv": {
        "BadInput": "Rätta det som står under errors och försök igen.",
        "BadRequest": "Förfrågan följer inte HTTP eller JSON som vi läser det.",
        "Changed": "Någon har ändrat sedan du hämtade. Läs current och försök igen med dess version.",
        "FileTooLarge": "Skicka en fil på högst 10 MB.",
        "KeyUsedOtherwise": "Nyckeln i Idempotency-Key har redan använts till något annat.",
        "MethodNotAllowed": "Adressen finns, men tar inte emot den metoden.",
        "NoToken": "Skicka en giltig nyckel: Authorization: Bearer NYCKEL.",
        "NotFound": "Det finns inget här.",
        "MailNotStopped": "Mejlet har varken misslyckats eller hålls tillbaka, eller så har ett nyare mejl sagt detsamma.",
        "NotifyAway": "Utskicken går inte att nå just nu. Allt annat fungerar.",
        "PreconditionFailed": "Någon har ändrat sedan du hämtade. Läs current och försök igen med dess ETag.",
        "RoleTooLow": "Nyckelns roll räcker inte till det.",
        "StillRunning": "Den första förfrågan med samma Idempotency-Key pågår. Försök igen om en stund.",
        "TooLarge": "Skicka högst 1 MB åt gången, eller en lista med personer på högst 10 MB.",
        "TooMany": "Vänta en stund och försök igen.",
        "Unavailable": "Försök igen om en stund. Med samma Idempotency-Key blir det gjort en gång, även om det hann sparas.",
        "Unexpected": "Vi har fått veta det. Ange X-Correlation-Id om du hör av dig.",
        "UnknownReference": "Något som du hänvisar till finns inte. Det står under errors.",
    },
    "en": {
        "BadInput": "Correct what is listed under errors and try again.",
        "BadRequest": "The request does not follow HTTP or JSON as we read it.",
        "Changed": "It was changed after you fetched it. Read current and try again with its version.",
        "FileTooLarge": "Send a file of at most 10 MB.",
        "KeyUsedOtherwise": "The Idempotency-Key has already been used for something else.",
        "MethodNotAllowed": "The address exists, but does not take that method.",
        "NoToken": "Send a valid token: Authorization: Bearer TOKEN.",
        "NotFound": "There is nothing here.",
        "MailNotStopped": "The mail has neither failed nor is it held, or a newer mail has said the same.",
        "NotifyAway": "Deliveries cannot be reached right now. All else works.",
        "PreconditionFailed": "It was changed after you fetched it. Read current and try again with its ETag.",
        "RoleTooLow": "The role of this token does not allow it.",
        "StillRunning": "The first request with this Idempotency-Key is still running. Try again in a moment.",
        "TooLarge": "Send at most 1 MB at a time, or a list of people of at most 10 MB.",
        "TooMany": "Wait a while and try again.",
        "Unavailable": "Try again in a while. With the same Idempotency-Key it is done once, even if it was saved after all.",
        "Unexpected": "We have been told. Quote X-Correlation-Id if you get in touch.",
        "UnknownReference": "Something that you refer to is not there. It stands under errors.",
    },
}

_FIELDS: Final[dict[Language, dict[str, str]]] = {
    "sv": {
        "missing": "Fältet måste vara med.",
        "unknown": "Fältet finns inte.",
        "null": "Fältet får inte vara null.",
        "json": "Skriv giltig JSON i UTF-8.",
        "not_text": "Skriv en text.",
        "blank": "Skriv något här.",
        "too_long": "Skriv högst {expected} tecken.",
        "not_allowed": "Ta bort tecken som inte går att visa.",
        "not_a_number": "Skriv ett heltal.",
        "not_numeric": "Skriv ett tal.",
        "small": "Skriv ett tal som är minst {expected}.",
        "large": "Skriv ett tal som är högst {expected}.",
        "boolean": "Skriv true eller false.",
        "list": "Skriv en lista.",
        "object": "Skriv ett objekt.",
        "not_an_id": "Skriv ett id (UUID).",
        "not_a_date": "Skriv ett datum, till exempel 2027-01-20.",
        "time": "Skriv en tid med tidszon, till exempel 2027-01-20T09:00:00+01:00.",
        "not_a_choice": "Välj något av: {expected}.",
        "not_to_be_had": "Välj något av det som går att välja.",
        "not_an_address": "Skriv en e-postadress, till exempel namn@kommun.example.",
        "not_a_name": "Skriv ett namn, utan webbadress eller e-postadress.",
        "pattern": "Skriv på den form som fältet har.",
        "cursor": "Skriv det som stod i next.",
        "if_match": "Skicka den ETag som du fick, eller *, och bara med PATCH.",
        "key": "Skriv 1–255 synliga ASCII-tecken i Idempotency-Key.",
        "not_there": "Det finns inget med detta id.",
        "before_start": "Slutet måste komma efter början.",
        "sender_domain": "Adressen måste vara i någon av: {expected}.",
        "short_hours": "Sluttiden måste vara minst en timme efter starttiden.",
        "not_ahead": "Skriv en tid som ligger framåt.",
        "too_far_ahead": "Välj en tid inom tre år.",
        "does_not_match": "Det stämmer inte med ett annat fält.",
        "not_earlier": "Frågan som avgör måste komma före.",
        "too_many": "Skicka högst {expected}.",
        "twice": "Samma värde står två gånger.",
        "not_a_url": "Skriv en webbadress, till exempel https://mote.example/rum.",
        "taken": "Välj ett annat ord: det här är upptaget.",
        "in_use": "Någon annan har redan det här värdet.",
        "picture": "Skicka en bild som är PNG, JPEG eller WebP.",
        "picture_heavy": "Skicka en bild på högst {expected} kB.",
        "picture_size": "Skicka en bild på {expected} bildpunkter.",
        "placeholder": "{{{{{expected}}}}} betyder inget här. Se vilka fält som går att fylla i.",
        "braces": "Ett fält börjar med {{{{ och slutar med }}}}.",
        "file_name": "Ge filen ett namn utan snedstreck, på högst 100 tecken.",
        "file_type": "Skicka en PDF, en bild (PNG, JPEG), ett dokument (docx, xlsx, pptx) utan makron eller en ren text.",
        "file_ending": "Innehållet är av en annan typ än namnet säger. Låt namnet sluta på {expected}.",
        "file_heavy": "Filerna får vara högst {expected} kB tillsammans.",
        "other": "Värdet går inte att läsa.",
    },
    "en": {
        "missing": "The field is required.",
        "unknown": "There is no such field.",
        "null": "The field may not be null.",
        "json": "Write valid JSON in UTF-8.",
        "not_text": "Write a text.",
        "blank": "Write something here.",
        "too_long": "Write at most {expected} characters.",
        "not_allowed": "Remove characters that cannot be shown.",
        "not_a_number": "Write a whole number.",
        "not_numeric": "Write a number.",
        "small": "Write a number that is at least {expected}.",
        "large": "Write a number that is at most {expected}.",
        "boolean": "Write true or false.",
        "list": "Write a list.",
        "object": "Write an object.",
        "not_an_id": "Write an id (UUID).",
        "not_a_date": "Write a date, for example 2027-01-20.",
        "time": "Write a time with an offset, for example 2027-01-20T09:00:00+01:00.",
        "not_a_choice": "Choose one of: {expected}.",
        "not_to_be_had": "Choose one of those that can be chosen.",
        "not_an_address": "Write an e-mail address, for example name@municipality.example.",
        "not_a_name": "Write a name, without a web or email address.",
        "pattern": "Write it in the form that the field has.",
        "cursor": "Write what stood in next.",
        "if_match": "Send the ETag that you got, or *, and with PATCH only.",
        "key": "Write 1–255 visible ASCII characters in Idempotency-Key.",
        "not_there": "There is nothing with this id.",
        "before_start": "The end must come after the start.",
        "sender_domain": "The address must be in one of: {expected}.",
        "short_hours": "The hours must end at least one hour after they begin.",
        "not_ahead": "Write a time that is ahead.",
        "too_far_ahead": "Choose a time within three years.",
        "does_not_match": "It does not agree with another field.",
        "not_earlier": "The question that decides must come before.",
        "too_many": "Send at most {expected}.",
        "twice": "The same value stands twice.",
        "not_a_url": "Write a web address, for example https://meet.example/room.",
        "taken": "Choose another word: this one is taken.",
        "in_use": "Somebody else has this value already.",
        "picture": "Send a picture that is a PNG, a JPEG or a WebP.",
        "picture_heavy": "Send a picture of at most {expected} kB.",
        "picture_size": "Send a picture of {expected} pixels.",
        "placeholder": "{{{{{expected}}}}} means nothing here. See which fields can be filled in.",
        "braces": "A field begins with {{{{ and ends with }}}}.",
        "file_name": "Give the file a name without slashes, of at most 100 characters.",
        "file_type": "Send a PDF, a picture (PNG, JPEG), a document (docx, xlsx, pptx) without macros, or plain text.",
        "file_ending": "The content is of another type than the name says. Let the name end in {expected}.",
        "file_heavy": "The files may have at most {expected} kB together.",
        "other": "The value cannot be read.",
    },
}


def title(status: int, language: Language) -> str:
    """The title of an HTTP status; an unknown status gets that of 400 or 500."""
    titles = _TITLES[language]
    return titles.get(status) or titles[400 if status < 500 else 500]


def detail(code: str, language: Language) -> str | None:
    """The text of a problem of the API itself, or None for a domain error."""
    return _DETAILS[language].get(code)


def field(code: str, language: Language, *, expected: str = "") -> str:
    """The text of one field error."""
    sentences = {**WORDING[language].people_import.refusals, **_FIELDS[language]}
    if code == "not_a_choice" and not expected:
        code = "not_to_be_had"
    return sentences.get(code, sentences["other"]).format(expected=expected)


def codes() -> tuple[set[str], set[str]]:
    """The codes that have a text in Swedish and in English; a test compares them."""
    return (
        {*_DETAILS["sv"], *_FIELDS["sv"], *map(str, _TITLES["sv"])},
        {*_DETAILS["en"], *_FIELDS["en"], *map(str, _TITLES["en"])},
    )
