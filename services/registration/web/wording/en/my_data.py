"""English: a person's own data."""

from typing import Final

from services.registration.web.wording.words.my_data import MyDataWords
from services.registration.web.wording.words.parts import Plural

DATA: Final = MyDataWords(
    to_mine="Fetch or erase my data",
    mine="Your data",
    mine_lead="Here you get what {organiser} keeps about you, as a file, or erase it.",
    mine_why="We email you a link first, so that nobody else who has got the link to this page can do it. It works for a day.",
    send="Email me the link",
    back="Back to my dates",
    sent="The link is on its way to you",
    sent_lead="Open it in the email within a day. The email usually arrives within a minute. Nothing has been erased yet.",
    mine_found="This is about all that {organiser} keeps about you.",
    file="Fetch my data",
    file_about="The file has every detail: invitations, registrations, answers, and the emails that we have sent you.",
    ended="This page is closed",
    ended_lead="The sessions were over long ago, so we show nothing more here. You can still fetch or erase your data.",
    file_name="my-data.json",
    mails_missing="The mails to you could not be fetched just now. Fetch the file again in a while.",
    protected="Your personal data is protected",
    protected_lead="That is why we do not hand it out through a link. Get in touch with us, and we will find a safe way.",
    ask="Erase your data?",
    ask_lead="You will be withdrawn from all dates with {organiser}. Then we erase name, address, answers and all mail to you.",
    ask_no_way_back="This cannot be undone. The links in the mails stop working.",
    do_erase="Erase my data",
    erasing="We are erasing your data",
    erasing_lead="You are withdrawn from all dates with {organiser}, and your links no longer work.",
    erasing_when=(
        "If you have dates in your calendar you get mails that remove them. When those have arrived we erase your name, "
        "your address and all that we have sent you. It usually takes a few minutes, and three days at most."
    ),
    erased="Your data has been erased",
    erased_lead="We have nothing left about you with {organiser}.",
    counted="We still count how many have taken part, but without names.",
    copies="Backups are disposed of separately. If we ever have to restore one, we erase you again.",
    position="Position",
    registration="Registration for {title}",
    registrations={"registered": "registered", "waiting": "waiting list", "withdrawn": "withdrawn"},
    seats=Plural("a seat on one date", "a seat on {n} dates"),
    invitation="Invitation to {title}",
    invitations={
        "queued": "on its way",
        "sent": "not answered",
        "bounced": "not delivered",
        "accepted": "you have said yes",
        "declined": "you have declined",
        "substituted": "a substitute comes",
        "expired": "the time ran out",
    },
    mail="E-mail to you",
    mail_dead="does not arrive",
    mail_away="automatic reply: {subject}",
    enquiry="Enquiry",
    interest="Tell me when registration opens",
    replace="Replace my links",
    ask_replace="Replace your links?",
    ask_replace_lead=(
        "Do this if somebody else has got hold of one of your links. The links from {organiser} in your email and your "
        "calendar stop working, and we email you new ones."
    ),
    do_replace="Replace my links",
    keep_links="No, keep them",
    replaced="Your links have been replaced",
    replaced_lead="The old ones no longer open anything. The new ones are on their way to you by email, usually within a minute.",
    replaced_feed="The calendar that you subscribe to no longer fetches your dates. Delete it, and add the new address from your page.",
    no_address="We have no address for you",
    no_address_lead="That is why we cannot email you. Get in touch with us, and we will help you.",
)
