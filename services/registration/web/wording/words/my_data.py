"""The sentences about one's own data: to have it as a file, and to have it erased."""

import msgspec


class MyDataWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…/uppgifter`, `/r/…/radera`, and what the link answers when it is done."""

    file: str
    file_name: str
    mails_missing: str
    protected: str
    protected_lead: str
    erase: str
    ask: str
    ask_lead: str
    ask_no_way_back: str
    do_erase: str
    keep: str
    erasing: str
    erasing_lead: str
    erasing_when: str
    erased: str
    erased_lead: str
    counted: str
    copies: str
