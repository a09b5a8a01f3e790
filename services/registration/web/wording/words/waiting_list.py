"""The texts about waiting lists and offered seats."""

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class WaitingListWords(msgspec.Struct, frozen=True, kw_only=True):
    """On `/r/…` and `/j/…`."""

    first: str
    before: Plural
    given: str
    asked: str
    by_time: str
    by_organisation: str
    all_taken: str
    held: str
    answer_by: str
    accept: str
    decline: str
    ran_out: str
    ran_out_text: str
    declined: str
    declined_lead: str
    over: TitledText
    over_again: str
    over_link: str
