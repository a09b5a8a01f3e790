"""The texts about a person's data: download and erasure."""

import msgspec


class MyDataWords(msgspec.Struct, frozen=True, kw_only=True):
    """`/r/…/uppgifter`, `/r/…/radera`, `/r/…/ny-lank`, and the page of the link after the erasure."""

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
    replace: str
    ask_replace: str
    ask_replace_lead: str
    do_replace: str
    keep_links: str
    replaced: str
    replaced_lead: str
    no_address: str
    no_address_lead: str
