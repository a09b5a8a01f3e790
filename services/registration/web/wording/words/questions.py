"""The texts around a cohort's questions and a person's answers."""

import msgspec

from services.registration.web.wording.words.parts import Plural, TitledText


class QuestionWords(msgspec.Struct, frozen=True, kw_only=True):
    """On a form, and on `/r/…` with `/r/…/svar`."""

    heading: str
    kept: str
    optional: str
    why: str
    counted: str
    read_without_names: str
    erased: str
    erased_after: str
    blank_keeps: str
    remove_stored: str
    yes: str
    no: str
    no_answer: str
    if_answered: str
    if_coming: str
    either: str
    date_hint: str
    mistake: str
    unanswered: str
    unanswered_here: str
    none_chosen: str
    consent: str
    consent_box: str
    consented: str
    consent_missing: str
    consent_changed: str
    mine: str
    mine_missing: Plural
    mine_answer: str
    mine_change: str
    mine_hidden: str
    mine_counted: str
    mine_counted_until: str
    mine_erased: str
    mine_agreed: str
    mine_agreed_on: str
    page_lead: str
    save: str
    saved: TitledText
    back: str
