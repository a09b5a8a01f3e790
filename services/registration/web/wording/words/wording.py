"""The texts that each language must have; mypy finds a missing one.

Braces are placeholders by name; a test checks that both languages use the same ones.
"""

from collections.abc import Mapping

import msgspec

from services.registration.web.wording.words.common import Common, DateWords, FrontPages
from services.registration.web.wording.words.confirming import ConfirmingWords
from services.registration.web.wording.words.errors import FormErrors, StatusPages
from services.registration.web.wording.words.forwarded_and_colleagues import ColleaguesWords, ForwardedWords
from services.registration.web.wording.words.invitation import AfterAnswer, InvitationWords
from services.registration.web.wording.words.join import JoinWords
from services.registration.web.wording.words.my_data import MyDataWords
from services.registration.web.wording.words.my_page import MyPageWords, OwnPageWords
from services.registration.web.wording.words.parts import TitledText
from services.registration.web.wording.words.people_import import PeopleImportWords
from services.registration.web.wording.words.public import PublicPages
from services.registration.web.wording.words.questions import QuestionWords
from services.registration.web.wording.words.staff.attendance import AttendanceWords
from services.registration.web.wording.words.staff.audiences import AudiencePageWords
from services.registration.web.wording.words.staff.calendar_answers import StaffCalendarAnswerWords
from services.registration.web.wording.words.staff.cohorts import CohortListWords, CohortPageWords
from services.registration.web.wording.words.staff.common import (
    SignInWords,
    StaffBarWords,
    StaffHomeWords,
    StaffOwnWords,
)
from services.registration.web.wording.words.staff.directory import DirectoryWords, PersonPageWords
from services.registration.web.wording.words.staff.duplicates import DuplicateWords
from services.registration.web.wording.words.staff.enquiries import StaffEnquiriesWords
from services.registration.web.wording.words.staff.files import StaffFileWords
from services.registration.web.wording.words.staff.forms import StaffFormWords
from services.registration.web.wording.words.staff.hand_over import HandOverWords
from services.registration.web.wording.words.staff.imports import ImportPageWords
from services.registration.web.wording.words.staff.letters import StaffLetterWords
from services.registration.web.wording.words.staff.log import StaffLogWords
from services.registration.web.wording.words.staff.mail_life import MailLifeWords
from services.registration.web.wording.words.staff.mail_times import MailTimeWords
from services.registration.web.wording.words.staff.mailings import StaffMailingWords
from services.registration.web.wording.words.staff.oidc import StaffOidcWords
from services.registration.web.wording.words.staff.organisations import FindWords, OrganisationPageWords
from services.registration.web.wording.words.staff.organiser import StaffOrganiserWords
from services.registration.web.wording.words.staff.over_time import OverTimeWords
from services.registration.web.wording.words.staff.participant import ParticipantWords
from services.registration.web.wording.words.staff.people import StaffPeopleWords
from services.registration.web.wording.words.staff.person_mail import PersonMailWords
from services.registration.web.wording.words.staff.plan import StaffPlanWords
from services.registration.web.wording.words.staff.programme import StaffCohortFormWords, StaffProgrammeWords
from services.registration.web.wording.words.staff.questions import StaffQuestionWords
from services.registration.web.wording.words.staff.reminder_rules import ReminderRuleWords
from services.registration.web.wording.words.staff.rules import RulePageWords
from services.registration.web.wording.words.staff.sendings import ReceiptWords, SendingWords
from services.registration.web.wording.words.staff.sessions import (
    PatternWords,
    SessionFormWords,
    SessionPageWords,
)
from services.registration.web.wording.words.staff.tokens import StaffTokensWords
from services.registration.web.wording.words.staff.webhooks import StaffWebhooksWords
from services.registration.web.wording.words.waiting_list import WaitingListWords


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Every text that Python or a shared template chooses, in one language."""

    common: Common
    days: DateWords
    forms: Mapping[str, str]
    sessions: str
    invitation: InvitationWords
    form_errors: FormErrors
    after: AfterAnswer
    mine: MyPageWords
    waiting: WaitingListWords
    confirming: ConfirmingWords
    own: OwnPageWords
    forwarded: ForwardedWords
    colleagues: ColleaguesWords
    join: JoinWords
    data: MyDataWords
    status: StatusPages
    front: FrontPages
    public: PublicPages
    questions: QuestionWords
    staff_bar: StaffBarWords
    sign_in: SignInWords
    staff_home: StaffHomeWords
    staff_own: StaffOwnWords
    attendance: AttendanceWords
    staff_files: StaffFileWords
    staff_forms: StaffFormWords
    staff_plan: StaffPlanWords
    staff_cohort_list: CohortListWords
    staff_cohort: CohortPageWords
    staff_programme: StaffProgrammeWords
    staff_cohort_form: StaffCohortFormWords
    staff_rules: RulePageWords
    staff_mail_times: MailTimeWords
    staff_reminder_rules: ReminderRuleWords
    staff_sendings: SendingWords
    staff_receipt: ReceiptWords
    staff_questions: StaffQuestionWords
    staff_participant: ParticipantWords
    staff_session_form: SessionFormWords
    staff_session: SessionPageWords
    staff_pattern: PatternWords
    staff_people: StaffPeopleWords
    staff_directory: DirectoryWords
    staff_person: PersonPageWords
    staff_mail_life: MailLifeWords
    staff_person_mail: PersonMailWords
    staff_oidc: StaffOidcWords
    staff_import: ImportPageWords
    staff_organisations: OrganisationPageWords
    staff_find: FindWords
    staff_duplicates: DuplicateWords
    staff_hand_over: HandOverWords
    staff_over_time: OverTimeWords
    staff_audiences: AudiencePageWords
    staff_log: StaffLogWords
    staff_mailings: StaffMailingWords
    staff_letters: StaffLetterWords
    staff_organiser: StaffOrganiserWords
    staff_enquiries: StaffEnquiriesWords
    staff_tokens: StaffTokensWords
    staff_webhooks: StaffWebhooksWords
    staff_calendar_answers: StaffCalendarAnswerWords
    errors: Mapping[str, TitledText]
    field_errors: Mapping[str, str]
    warnings: Mapping[str, str]
    people_import: PeopleImportWords
