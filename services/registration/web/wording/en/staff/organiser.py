"""English: the list of pages, and the organiser."""

from typing import Final

from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.staff.organiser import StaffOrganiserWords

ORGANISER: Final = StaffOrganiserWords(
    pages={
        "/forfragningar": TitledText("Enquiries", "Read and answer what others have asked you to arrange."),
        "/organisationer": TitledText(
            "Organisations", "Municipalities, schools and others that your participants come from."
        ),
        "/malgrupper": TitledText("Audiences", "Whom you invite, by rules that are computed."),
        "/brev": TitledText("Letters", "Texts of your own in the emails that go out by themselves."),
        "/medarbetare": TitledText("Staff", "Invite colleagues and decide what they may do."),
        "/logg": TitledText("Log", "Who did what, when, and how it was before."),
        "/nycklar": TitledText("API tokens", "Let other programs read and change."),
        "/kalendersvar": TitledText("Answers from calendars", "Answers that somebody has to look at."),
        "/webhooks": TitledText("Webhooks", "Tell other programs when something has changed."),
        "/mer/mejl": TitledText(
            "When mail leaves", "Pause your mail, and decide at what time of the day it may leave."
        ),
        "/mer/arrangor": TitledText("The organiser", "Your name, your colour and your logo."),
        "/jag": TitledText("Your settings", "Your name, your language, your password, and signing out."),
    },
    heading="The organiser",
    lead="This is how your pages and emails look to those whom you invite.",
    name="Name",
    short_name="Short name",
    short_name_hint="Optional. Fits where there is little room, for example RUC.",
    colour="Colour",
    colour_hint="Optional. Six digits and letters after #, for example #005a8c.",
    colour_darkened="Your colour is too light for white text, so pages show {shown} instead.",
    no_colour="Write the colour as #005a8c: # and six signs, 0–9 and a–f.",
    changed_meanwhile="Somebody changed it while you wrote. Yours is not saved. It now says: {value}. Save again if yours is to hold.",
    save="Save",
    logo="Logo",
    logo_alt="Your logo as it is shown now",
    choose_file="Picture",
    logo_hint="PNG, JPEG or WebP, {smallest}–{largest} pixels each way, at most 200 kB.",
    save_logo="Change the logo",
    remove_logo="Remove the logo",
    no_file="Choose a picture first.",
    file_heavy="The picture is too large: at most {most} kB.",
    no_picture="The file is no picture in PNG, JPEG or WebP, or it is damaged.",
    picture_size="The picture has to be {smallest}–{largest} pixels each way.",
    said={
        "sparat": TitledText("Saved", "New emails and pages show it."),
        "logga": TitledText("The logo is changed", "It shows on your pages from now on."),
        "bort": TitledText("The logo is removed", "Your pages show the name instead."),
    },
)
