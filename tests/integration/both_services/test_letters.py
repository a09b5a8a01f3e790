"""A reply in words goes once to whoever is asked about the programme, is kept with the person, and is answered from there."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from services.registration.actions.public import enquire
from services.registration.store.views.staff import enquiries
from shared import times
from tests.support.both import ahead
from tests.support.caller import a_caller
from tests.support.inbound import POST
from tests.support.mail import read

ANNA, READER = "anna@skola.example", "kontakt@ruc.example"


@pytest.fixture
async def told(both):
    """Anna has a seat in one session and its confirmation with the entry; a contact is asked about the programme."""
    both.post.start()
    pool, organiser_id = both.organiser.pool, both.organiser.organiser_id
    contact_id = await pool.fetchval(
        "insert into contact (organiser_id, id, label, email) values ($1, gen_random_uuid(), 'Kontakten', $2) returning id",
        organiser_id, READER,
    )  # fmt: skip
    await pool.execute(
        "update programme set contact_id = $2 where organiser_id = $1", organiser_id, contact_id
    )
    cohort = await both.organiser.cohort()
    await both.organiser.session(
        cohort, title="Träff", starts_at=ahead(14), ends_at=ahead(14) + timedelta(hours=2)
    )
    await both.organiser.register(cohort, ANNA, now=times.now())
    await both.settle()
    [mail] = [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == ANNA]
    return mail


def a_reply(
    words="Jag blir tio minuter sen.", *, html=False, attachment=None, sender=f"Anna Ek <{ANNA}>", **fields
):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender, "Sv: Bekräftelse"
    for name, value in fields.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(words, subtype="html" if html else "plain")
    if attachment:
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=attachment)
    return mail.as_bytes().replace(b"\n", b"\r\n")


def organizer_of(mail):
    return mail.calendar_value("ORGANIZER").removeprefix("mailto:")


async def to_reader(both):
    await both.settle()
    return [mail for mail in map(read, both.post.mailbox.raws()) if mail.to == READER]


async def test_a_reply_to_an_entry_goes_once_to_the_contact_with_the_session_in_the_subject(both, told):
    raw = a_reply(attachment="karta.pdf")
    for _ in range(2):  # its sender has not heard that it was taken
        await both.answer(raw, organizer_of(told))

    [mail] = await to_reader(both)

    assert mail.subject.startswith("Svar på mejl: Träff, ")
    assert mail.subject.endswith(": Sv: Bekräftelse")
    assert mail.message["Reply-To"] == f"Anna Ek <{ANNA}>"
    words = " ".join(mail.text.split())
    assert "Anna Ek har svarat på ett mejl" in words
    assert "Jag blir tio minuter sen." in words
    assert "Bilagor" not in words
    [file] = list(mail.message.iter_attachments())
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (
        "karta.pdf",
        "application/pdf",
        b"%PDF",
    )


async def test_a_mail_to_post_is_known_by_the_mail_that_it_refers_to(both, told):
    await both.answer(a_reply(In_Reply_To=told.message_id), POST)
    await to_reader(both)

    [row] = await both.organiser.pool.fetch(
        "select is_letter, person_id is not null as is_known from enquiry"
    )
    assert tuple(row) == (True, True)


@pytest.mark.usefixtures("told")
async def test_a_mail_to_post_that_answers_nothing_goes_to_whoever_reads_enquiries(both):
    await both.answer(a_reply("Hur hittar jag dit?", sender="okand@annan.example"), POST)

    [mail] = await to_reader(both)

    assert mail.subject == "Svar på mejl: Sv: Bekräftelse"
    assert (
        mail.message["Reply-To"] == "okand@annan.example <okand@annan.example>"
        or "okand@annan.example" in mail.message["Reply-To"]
    )


async def test_a_mail_in_html_alone_is_read_as_words(both, told):
    html = "<html><head><style>p { color: red }</style></head><body><p>Jag <b>kommer</b> sent.</p><script>x()</script></body></html>"
    await both.answer(a_reply(html, html=True), organizer_of(told))

    [mail] = await to_reader(both)

    words = " ".join(mail.text.split())
    assert "Jag kommer sent." in words
    assert "color" not in words
    assert "x()" not in words


async def test_a_letter_stands_with_its_person_and_is_answered_from_there(both, told):
    await both.answer(a_reply(), organizer_of(told))
    await both.settle()
    pool, organiser_id = both.organiser.pool, both.organiser.organiser_id
    person_id = await pool.fetchval("select id from person where email_key = $1", ANNA)
    async with pool.acquire() as conn:
        [kept] = await enquiries.of_person(conn, organiser_id, person_id)

    await enquire.answer(pool, a_caller(organiser_id), kept.id, answer="Tack, vi väntar.")
    await both.settle()

    answer = read(both.post.mailbox.raws()[-1])
    assert (answer.to, answer.kind) == (ANNA, "answer")
    assert "du skrev till oss" in answer.text
    assert "Tack, vi väntar." in answer.text


@pytest.mark.parametrize("words", ["", "   \n \n"])
async def test_a_mail_without_words_is_set_aside(both, told, words):
    await both.answer(a_reply(words), organizer_of(told))

    assert await to_reader(both) == []
    assert await both.post.pool.fetchval("select outcome from inbound_message") == "nothing_to_read"


async def test_a_letter_is_erased_with_the_person(both, told):
    from services.registration.actions.directory import forget_person

    await both.answer(a_reply("Zebrafink"), organizer_of(told))
    await both.settle()
    assert "Zebrafink" in both.dumped()
    person_id = await both.organiser.pool.fetchval("select id from person where email_key = $1", ANNA)
    await forget_person.forget(
        both.organiser.pool, a_caller(both.organiser.organiser_id, now=times.now()), person_id
    )
    await both.settle()

    assert "Zebrafink" not in both.dumped()


async def test_files_whose_mail_has_been_deleted_are_named(both, told):
    await both.post.stop()
    await both.answer(a_reply(attachment="karta.pdf"), organizer_of(told))
    await both.post.pool.execute("update inbound_message set message = null")
    await both.carry()
    both.post.start()

    [mail] = await to_reader(both)

    assert "Bilagor som inte följde med: karta.pdf" in " ".join(mail.text.split())


async def test_a_letter_of_somebody_with_a_protected_identity_does_not_say_their_name(both, told):
    await both.organiser.pool.execute(
        "update person set protected_identity = true where email_key = $1", ANNA
    )
    await both.answer(a_reply(), organizer_of(told))

    [mail] = await to_reader(both)

    assert "Anna Ek" not in mail.decoded()
    assert await both.organiser.pool.fetchval("select name from enquiry") != "Anna Ek"
