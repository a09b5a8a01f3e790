"""English: a person's own data."""

from typing import Final

from services.registration.web.wording.words.my_data import MyDataWords

DATA: Final = MyDataWords(
    file="My data as a file",
    file_name="my-data.json",
    mails_missing="The mails to you could not be fetched just now. Fetch the file again in a while.",
    protected="Your personal data is protected",
    protected_lead="That is why we do not hand it out through a link. Get in touch with us, and we will find a safe way.",
    erase="Erase my data",
    ask="Erase your data?",
    ask_lead="You will be withdrawn from all dates with {organiser}. Then we erase name, address, answers and all mail to you.",
    ask_no_way_back="This cannot be undone. The links in the mails stop working.",
    do_erase="Erase my data",
    keep="No, keep it",
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
    no_address="We have no address for you",
    no_address_lead="That is why we cannot email you. Get in touch with us, and we will help you.",
)
