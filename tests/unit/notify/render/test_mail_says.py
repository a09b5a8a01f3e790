"""The content of mails: text and HTML agree, in both languages, with every fact and no address of other people."""

import re
from html.parser import HTMLParser

import pytest
from msgspec.structs import replace

from services.notify.domain.letters.letter import Contact, MailKind, Recipient, RoleInOrganisation
from services.notify.render import lines
from services.notify.render.preview.cases import previews
from tests.support.letters import a_date, a_letter, a_message, read

ALL = [pytest.param(letter, id=letter.key) for letter in previews()]
CALENDARS = [(param, param.values[0].calendar) for param in ALL if param.values[0].calendar]
WITH_JOIN_LINK = [param for param, entry in CALENDARS if entry.join_url and entry.method == "REQUEST"]
URL = re.compile(r"https?://\S+")


class MailPage(HTMLParser):
    """The words that an HTML mail shows, its links, and what stands in its tags."""

    def __init__(self, html):
        super().__init__()
        self.words, self.links, self.tags, self.attributes = [], [], [], []
        self.title = self.heading = self.hidden_text = ""
        self._open = []
        self.feed(html)
        assert self._open == [], "a tag is left open"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in {"span", "strong", "del", "a"}:
            self.words.append("\n")
        if tag == "a":
            self.links.append(dict(attrs)["href"])
        if tag not in {"meta", "br"}:
            self._open.append("hidden" if dict(attrs).get("aria-hidden") else tag)

    def handle_endtag(self, tag):
        assert self._open.pop() in {tag, "hidden"}

    def handle_data(self, data):
        if "title" in self._open:
            self.title += data
        elif "hidden" in self._open:
            self.hidden_text += data
        elif "style" not in self._open:
            self.words.append(data)
            self.heading += data if "h1" in self._open else ""


def words_of(text):
    """The words without layout: no addresses, bullets, colons after labels or capitals."""
    return re.sub(r"[-:\s]+", " ", URL.sub(" ", text)).casefold().split()


@pytest.mark.parametrize("letter", ALL)
def test_the_text_and_html_parts_have_the_same_words(letter):
    mail = read(letter)
    page = MailPage(mail.html)
    sender = words_of(f"{letter.sender.short_name} {letter.sender.name}")
    shown, written = words_of("".join(page.words)), words_of(mail.text.replace("RUC,", "RUC"))

    # The organiser stands at the top of the page, and at the end of the text like a signature.
    assert shown[: len(sender)] == sender
    assert written[-len(sender) :] == sender
    assert shown[len(sender) :] == written[: -len(sender)]


@pytest.mark.parametrize("letter", ALL)
def test_the_text_and_html_parts_have_the_same_links_in_the_same_order(letter):
    mail = read(letter)

    assert URL.findall(mail.text) == MailPage(mail.html).links


@pytest.mark.parametrize("letter", ALL)
def test_every_date_title_and_place_is_in_the_text_and_the_html_part(letter):
    mail = read(letter)
    html = " ".join("".join(MailPage(mail.html).words).split())
    text = " ".join(mail.text.split())
    for line in letter.dates:
        shown = lines.when(line, letter.language, year=len(letter.dates) == 1)
        for fact in (shown, line.title, line.place or ""):
            assert fact in text
            assert fact in html


@pytest.mark.parametrize("letter", ALL)
def test_a_mail_with_a_time_names_swedish_time(letter):
    time_zone_name = {"sv": "svensk tid", "en": "Swedish time"}[letter.language]

    assert (time_zone_name in read(letter).text) == any(line.starts_at for line in letter.dates)


@pytest.mark.parametrize("letter", WITH_JOIN_LINK)
def test_the_join_link_of_a_calendar_entry_is_in_the_body_too(letter):
    assert letter.calendar.join_url in read(letter).text
    assert letter.calendar.join_url in MailPage(read(letter).html).links


@pytest.mark.parametrize("letter", ALL)
def test_the_html_part_is_complete_small_and_without_active_content(letter):
    mail = read(letter)
    page = MailPage(mail.html)

    assert ("html", "lang", letter.language) in page.attributes
    assert page.title == mail.subject
    assert page.heading
    assert (page.tags.count("h1"), page.tags.count("main")) == (1, 1)
    assert not {"script", "form", "img", "link", "iframe", "table", "input", "object"} & set(page.tags)
    assert all(link.startswith(("https://", "http://")) for link in page.links)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert len(mail.html.encode()) < 100_000
    assert [tag for tag, name, _ in page.attributes if name == "style"].count("h1") == 1


@pytest.mark.parametrize("letter", ALL)
def test_text_lines_are_at_most_72_characters_unless_they_are_an_address(letter):
    for line in read(letter).text.splitlines():
        assert len(line) <= 72 or URL.fullmatch(line)
        assert line == line.rstrip()
    assert "\n\n\n" not in read(letter).text.replace("\r\n", "\n")


@pytest.mark.parametrize("letter", ALL)
def test_the_subject_begins_with_the_kind_of_mail(letter):
    matter = {
        "sv": {
            "invitation": "Kallelse: " if letter.origin == "kallelse" else ("Inbjudan: ", "Tillagt: "),
            "invitation_reminder": "Påminnelse: ",
            "confirm": "Bekräfta din anmälan: ",
            "confirmation": "Bekräftelse: ",
            "calendar": ("Kalenderinbjudan: ", "Ta bort ur kalendern: ", "Tiden står fast: "),
            "waiting": "Väntelista: ",
            "offer": "Erbjudande om plats: ",
            "promoted": "Du har fått plats: ",
            "update": (
                "Ändrad tid: ",
                "Datum klart: ",
                "Ändrad plats: ",
                "Nytt datum kommer: ",
                "Blir av: ",
                "Länk till mötet: ",
                "Nytt mötesrum: ",
                "Preliminärt datum: ",
                "Bra att veta: ",
                "Ändrade datum: ",
            ),
            "cancellation": "Inställt: ",
            "withdrawal": (
                "Avanmälan: ",
                "Erbjudandet har gått ut: ",
                "Din efterträdare kommer: ",
                "Din ersättare kommer: ",
            ),
            "reminder": "Påminnelse: ",
            "follow_up": "Uppföljning: ",
            "substitute": ("Ersättare: ", "Platsen är din: ", "Platserna är dina: "),
            "link": "Din länk: ",
            "opening": "Anmälan är öppen: ",
            "staff": ("Förfrågan: ", "Svar på mejl: ", "Välkommen till Kallelse: ", "Nytt lösenord "),
            "answer": "Svar: ",
            "mailing": ("Inför Att leda", "Test: Inför Att leda"),
        },
        "en": {
            "invitation": "Summons: " if letter.origin == "kallelse" else ("Invitation: ", "Added: "),
            "invitation_reminder": "Reminder: ",
            "confirm": "Confirm your registration: ",
            "confirmation": "Confirmation: ",
            "calendar": ("Calendar invitation: ", "Remove from your calendar: ", "The time stays: "),
            "waiting": "Waiting list: ",
            "offer": "Offer of a seat: ",
            "promoted": "You have a seat: ",
            "update": (
                "New time: ",
                "Date set: ",
                "New place: ",
                "New date to come: ",
                "Taking place after all: ",
                "Link to the meeting: ",
                "New meeting room: ",
                "Date not certain: ",
                "Good to know: ",
                "Changed dates: ",
            ),
            "cancellation": "Cancelled: ",
            "withdrawal": (
                "Withdrawal: ",
                "The offer has run out: ",
                "Your successor is coming: ",
                "Your substitute is coming: ",
            ),
            "reminder": "Reminder: ",
            "follow_up": "Follow-up: ",
            "substitute": ("Substitute: ", "The seat is yours: ", "The seats are yours: "),
            "link": "Your link: ",
            "opening": "Registration is open: ",
            "staff": ("Enquiry: ", "Answer to an e-mail: ", "Welcome to Kallelse: ", "A new password "),
            "answer": "Answer: ",
            "mailing": ("Before Att leda", "Test: Before Att leda"),
        },
    }

    assert read(letter).subject.startswith(matter[letter.language][letter.kind])


def test_there_are_previews_with_a_join_link_in_both_languages():
    assert {param.values[0].language for param in WITH_JOIN_LINK} == {"sv", "en"}


def test_there_is_a_preview_of_every_mail_kind_in_both_languages():
    assert {(letter.kind, letter.language) for letter in previews()} == {
        (kind, language) for kind in MailKind.__args__ for language in ("sv", "en")
    }
    assert len({letter.key for letter in previews()}) == len(previews())


@pytest.mark.parametrize("letter", [param for param in ALL if param.values[0].language == "en"])
def test_an_english_mail_has_no_swedish_sentence(letter):
    programme = replace(letter.programme, summary=None, reservation=None)
    dates = tuple(replace(line, note=None) for line in letter.dates)
    text = read(replace(letter, reason=None, programme=programme, dates=dates)).text

    assert not re.search(
        r"\b(du|och|till|är|för|inte|mejlet|kalendern)\b", text.replace("Att leda", "").casefold()
    )


# The year is said as soon as it is not the present one.


def test_a_date_next_year_has_its_year_in_the_subject():
    assert read(a_letter()).subject == "Bekräftelse: Lärträff 1, 20 januari"
    earlier = a_letter().made_at.replace(year=2026)
    assert read(a_letter(made_at=earlier)).subject == "Bekräftelse: Lärträff 1, 20 januari 2027"


def test_a_date_outside_its_term_shows_its_year():
    moved = a_date(title="Lärträff 6", term="HT2026")

    assert "onsdag 20 januari 2027 kl. 9.00–12.00" in read(a_letter(moved, a_date())).text


# Who is greeted, and who is named.


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Karin Åberg", "Hej Karin,"),
        ("Anna-Lena von Essen", "Hej Anna-Lena,"),
        ("Skolchef, Nora kommun", "Hej,"),
        ("Utbildningsledare 2", "Hej,"),
        ("Teamledare", "Hej,"),
        ("grundskoleförvaltningen", "Hej,"),
    ],
)
def test_a_person_is_greeted_by_name_and_a_function_is_not(name, greeting):
    letter = a_letter(recipient=Recipient(name=name, email="karin@nora.example"))

    assert read(letter).text.splitlines()[2] == greeting


@pytest.mark.parametrize(
    ("role", "organisation", "expected"),
    [
        ("skolchef", "Nora kommun", "du som är skolchef i Nora kommun är inbjuden"),
        ("rektor", "Kullaskolan", "du som är rektor på Kullaskolan är inbjuden"),
        ("skolchef", "Malmö stad", "du som är skolchef i Malmö stad är inbjuden"),
        ("utredare", "Region Örebro län", "du som är utredare i Region Örebro län är inbjuden"),
        ("lektor", None, "du som är lektor är inbjuden"),
        (None, "Örebro universitet", "du på Örebro universitet är inbjuden"),
        (None, None, "du är inbjuden"),
    ],
)
def test_an_invitation_names_the_role_and_organisation_of_the_invited_person(role, organisation, expected):
    recipient = Recipient(
        name="Karin Åberg", email="karin@nora.example", role=role, organisation=organisation
    )

    assert expected in " ".join(read(a_letter(kind="invitation", recipient=recipient)).text.split())


def test_an_english_invitation_keeps_the_swedish_role_and_explains_it():
    recipient = Recipient(
        name="Karin Åberg", email="k@nora.example", role="skolchef", organisation="Nora kommun"
    )
    text = read(a_letter(kind="invitation", recipient=recipient, language="en")).text

    assert "As skolchef (director of education) in Nora kommun, you are invited to" in " ".join(text.split())


def test_a_mail_to_a_substitute_names_the_role_if_it_is_known():
    letter = a_letter(
        kind="substitute", in_place_of=RoleInOrganisation(role="skolchef", organisation="Nora kommun")
    )

    assert "som ersättare för skolchef i Nora kommun." in " ".join(read(letter).text.split())
    assert "som ersättare." in " ".join(read(replace(letter, in_place_of=None)).text.split())


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (
            Contact(label="Maria Ekström", email="m@ruc.example", phone="070-1"),
            "Svara på mejlet, eller ring Maria Ekström, 070-1.",
        ),
        (
            Contact(label="Kontaktperson", email="m@ruc.example", phone="070-1"),
            "Svara på mejlet, eller ring 070-1.",
        ),
        (Contact(label="Maria Ekström", email="m@ruc.example"), "Svara på mejlet, så når du Maria Ekström."),
        (Contact(label="Kontaktperson", email="m@ruc.example"), "Svara på mejlet."),
        (Contact(label="Maria Ekström", phone="070-1"), "Ring Maria Ekström, 070-1."),
        (Contact(label="Kontaktperson"), None),
        (None, None),
    ],
)
def test_the_line_about_questions_names_the_contact_by_mail_and_phone(contact, expected):
    found = re.search(r"Frågor\? (.+)", read(a_letter(contact=contact)).text)

    assert (found and found[1].strip()) == expected


@pytest.mark.parametrize("letter", ALL)
def test_a_mail_has_no_address_of_other_people(letter):
    mail = read(letter)
    file = (mail.calendar or b"").replace(b"\r\n ", b"").decode()

    contact = {letter.contact.email} if letter.calendar and letter.contact else set()
    assert set(re.findall(r"[\w.+-]+@[\w.-]+\w", mail.text + mail.html)) <= contact
    if letter.calendar:
        assert set(re.findall(r"mailto:(.+)", file.replace("\r", ""))) == {
            letter.calendar.organizer.address,
            letter.recipient.email,
        }


def test_the_calendar_file_has_no_link_but_the_join_link():
    found = set()
    for letter in (param.values[0] for param, _ in CALENDARS):
        file = read(letter).calendar.replace(b"\r\n ", b"").decode()
        links = set(re.findall(r"https?://[^\\\s]+", file))
        assert links <= {letter.calendar.join_url}
        found |= links
    assert found, "the search finds what is there"


def test_a_mail_without_a_personal_link_does_not_mention_one():
    bare = a_letter(links=replace(a_letter().links, my_url=None))

    assert URL.findall(read(bare).text) == []
    assert "Länken är din egen" not in read(bare).text


def test_a_mail_with_several_dates_shows_the_join_link_of_its_calendar_entry():
    join = "https://kallelse.example/j/" + "j" * 48
    first = a_date(mode="digital", join_url=join)
    letter = a_letter(first, a_date(title="Lärträff 2", status="waiting"), calendar=a_message(join_url=join))

    assert join in read(letter).text
    assert "öppnar kl. 8.30" in read(letter).text
