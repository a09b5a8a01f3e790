"""Swedish: forwarded invitations, and colleagues."""

from typing import Final

from services.registration.web.wording.words.forwarded_and_colleagues import ColleaguesWords, ForwardedWords
from services.registration.web.wording.words.parts import Plural, SwitchText, TitledText

FORWARDED: Final = ForwardedWords(
    modes={
        "personal": "Inbjudan är personlig: bara du kan svara med den här länken. Ska någon annan komma, skicka en ersättare.",
        "organisation": "Du får skicka inbjudan vidare till kollegor i {organisation}. De anmäler sig själva, och din plats påverkas inte.",
        "open": "Du får skicka inbjudan vidare till vem du vill. Den som får den anmäler sig själv, och din plats påverkas inte.",
    },
    organisation="din organisation",
    somebody_else="Jag är någon annan",
    change_until="Till och med {day} kan du ändra ditt svar här. Sedan kan du fortfarande avanmäla dig på din egen sida, tills träffen är slut.",
    change_always="Du kan ändra dig tills träffen är slut.",
    heading="Anmäl dig själv",
    leads={
        "organisation": "{title}. Inbjudan gäller också dig som arbetar i {organisation}. Den som fick den har en egen plats.",
        "open": "{title}. Inbjudan är öppen för alla som har fått den. Den som fick den först har en egen plats.",
    },
    which_dates="Vilka datum kan du?",
    who="Vem är du?",
    button="Anmäl dig",
    what_follows="Din personliga länk kommer i ett mejl till dig. Där kan du ändra eller avanmäla dig.",
    personal="Inbjudan är personlig",
    personal_lead="Bara den som har fått inbjudan kan svara med länken.",
    personal_substitute="Ska du komma i stället? Be den som fick inbjudan att skicka dig som ersättare, så får du en egen länk.",
    personal_ask="Vill du vara med du också? Hör av dig till oss.",
    back="Till inbjudan",
    another_organisation="Inbjudan gäller dem som arbetar i {organisation}. Skriv din e-postadress där, eller hör av dig till oss",
    is_invited="Adressen är den som fick inbjudan. Gå tillbaka och svara där",
    sent=TitledText(
        "Titta i din inkorg", "Vi har skickat ett mejl till adressen du skrev. Där finns din personliga länk."
    ),
    sent_more="Kommer det inget inom några minuter? Titta i skräpposten.",
)

COLLEAGUES: Final = ColleaguesWords(
    link="Anmäl flera kollegor på en gång",
    heading="Anmäl flera kollegor",
    lead="{title}. Alla du anmäler får ett eget mejl med en egen länk.",
    you="Du som anmäler",
    your_name="Ditt namn",
    your_email="Din e-postadress",
    your_organisation="Organisation (frivilligt)",
    colleagues="Kollegorna",
    name="Namn på kollega {n}",
    email="E-postadress till kollega {n} (frivilligt)",
    email_hint="Lämna e-postadressen tom om mejlet ska gå till dig. Lämna hela raden tom om den inte behövs.",
    more="Fler kollegor",
    button="Anmäl kollegorna",
    switch=SwitchText("De kommer", "De kommer inte"),
    what_follows="Alla anmäls till de datum som är valda. Går det inte för någon av dem anmäler vi ingen, och du får veta varför.",
    questions_later="Det finns frågor eller en text att godkänna. Dem svarar var och en på själv, på sin egen sida. Tills dess står det på sidan och i mejlet att svaren saknas.",
    nobody="Skriv namnet på minst en kollega",
    mistake="Kollega {n}: {what}",
    same_address="Adressen står redan hos en annan kollega. Lämna tomt om mejlet ska gå till dig",
    same_name="Två kollegor med samma namn behöver var sin adress",
    back="Tillbaka till datumen",
    receipt=Plural("En kollega är anmäld", "{n} kollegor är anmälda"),
    receipt_lead="Var och en får ett eget mejl. Spara eller skriv ut den här sidan om du vill: om en timme finns den inte kvar.",
    receipt_known="Var någon av dem anmäld förut är inget ändrat för hen, och länken har skickats igen.",
    seat=Plural("Plats på ett datum", "Plats på {n} datum"),
    in_the_mail="Vilka datum det finns plats på står i mejlet.",
    gone=TitledText("Kvittot finns inte kvar", "Det visas i en timme. Var och en har fått ett eget mejl."),
)
