"""The sentences that each language must have; mypy finds the one that is missing.

Braces stand for facts, by name; a test sees to it that both languages use the same ones.
"""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.common import Common, Days, FrontPages
from services.registration.web.wording.words.errors import FormErrors, StatusPages
from services.registration.web.wording.words.forwarded_and_colleagues import Colleagues, Forwarded
from services.registration.web.wording.words.invitation import AfterAnswer, InvitationWords
from services.registration.web.wording.words.join import Join
from services.registration.web.wording.words.my_data import MyData
from services.registration.web.wording.words.my_page import MyPage, OwnPage
from services.registration.web.wording.words.parts import Said
from services.registration.web.wording.words.public import PublicPages
from services.registration.web.wording.words.questions import QuestionWords
from services.registration.web.wording.words.waiting_list import WaitingList


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Every sentence that Python or a shared template chooses, in one language."""

    common: Common
    days: Days
    forms: Mapping[str, str]
    sessions: str
    invitation: InvitationWords
    form_errors: FormErrors
    after: AfterAnswer
    mine: MyPage
    waiting: WaitingList
    own: OwnPage
    forwarded: Forwarded
    colleagues: Colleagues
    join: Join
    data: MyData
    status: StatusPages
    front: FrontPages
    public: PublicPages
    questions: QuestionWords
    errors: Mapping[str, Said]
    field_errors: Mapping[str, str]
