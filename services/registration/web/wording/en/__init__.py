"""English."""

from typing import Final

from services.registration.web.wording.en import (
    common,
    confirming,
    errors,
    forwarded_and_colleagues,
    invitation,
    join,
    my_data,
    my_page,
    people_import,
    public,
    questions,
    waiting_list,
    warnings,
)
from services.registration.web.wording.en.staff import attendance as staff_attendance
from services.registration.web.wording.en.staff import audiences as staff_audiences
from services.registration.web.wording.en.staff import calendar_answers as staff_calendar_answers
from services.registration.web.wording.en.staff import cohorts as staff_cohorts
from services.registration.web.wording.en.staff import common as staff
from services.registration.web.wording.en.staff import directory as staff_directory
from services.registration.web.wording.en.staff import duplicates as staff_duplicates
from services.registration.web.wording.en.staff import enquiries as staff_enquiries
from services.registration.web.wording.en.staff import files as staff_files
from services.registration.web.wording.en.staff import forms as staff_forms
from services.registration.web.wording.en.staff import hand_over as staff_hand_over
from services.registration.web.wording.en.staff import imports as staff_imports
from services.registration.web.wording.en.staff import letters as staff_letters
from services.registration.web.wording.en.staff import log as staff_log
from services.registration.web.wording.en.staff import mail_life as staff_mail_life
from services.registration.web.wording.en.staff import mail_times as staff_mail_times
from services.registration.web.wording.en.staff import mailings as staff_mailings
from services.registration.web.wording.en.staff import oidc as staff_oidc
from services.registration.web.wording.en.staff import organisations as staff_organisations
from services.registration.web.wording.en.staff import organiser as staff_organiser
from services.registration.web.wording.en.staff import over_time as staff_over_time
from services.registration.web.wording.en.staff import participant as staff_participant
from services.registration.web.wording.en.staff import people as staff_people
from services.registration.web.wording.en.staff import person_mail as staff_person_mail
from services.registration.web.wording.en.staff import plan as staff_plan
from services.registration.web.wording.en.staff import programme as staff_programme
from services.registration.web.wording.en.staff import questions as staff_questions
from services.registration.web.wording.en.staff import reminder_rules as staff_reminder_rules
from services.registration.web.wording.en.staff import rules as staff_rules
from services.registration.web.wording.en.staff import sendings as staff_sendings
from services.registration.web.wording.en.staff import sessions as staff_sessions
from services.registration.web.wording.en.staff import tokens as staff_tokens
from services.registration.web.wording.en.staff import webhooks as staff_webhooks
from services.registration.web.wording.words.wording import Wording

WORDING: Final = Wording(
    common=common.COMMON,
    days=common.DAYS,
    forms=common.FORMS,
    sessions="sessions",
    invitation=invitation.INVITATION,
    form_errors=errors.FORM,
    after=invitation.AFTER,
    mine=my_page.MINE,
    waiting=waiting_list.WAITING,
    confirming=confirming.CONFIRMING,
    own=my_page.OWN,
    forwarded=forwarded_and_colleagues.FORWARDED,
    colleagues=forwarded_and_colleagues.COLLEAGUES,
    join=join.JOIN,
    data=my_data.DATA,
    status=errors.STATUS,
    front=common.FRONT,
    public=public.PUBLIC,
    questions=questions.QUESTIONS,
    staff_bar=staff.BAR,
    sign_in=staff.SIGN_IN,
    staff_home=staff.HOME,
    staff_own=staff.OWN,
    attendance=staff_attendance.ATTENDANCE,
    staff_files=staff_files.FILES,
    staff_forms=staff_forms.FORMS,
    staff_plan=staff_plan.PLAN,
    staff_cohort_list=staff_cohorts.LIST,
    staff_cohort=staff_cohorts.PAGE,
    staff_programme=staff_programme.PROGRAMME,
    staff_cohort_form=staff_programme.COHORT,
    staff_participant=staff_participant.PARTICIPANT,
    staff_questions=staff_questions.QUESTIONS,
    staff_rules=staff_rules.RULES,
    staff_mail_times=staff_mail_times.MAIL_TIMES,
    staff_reminder_rules=staff_reminder_rules.REMINDER_RULES,
    staff_sendings=staff_sendings.SENDINGS,
    staff_receipt=staff_sendings.RECEIPT,
    staff_session_form=staff_sessions.FORM,
    staff_session=staff_sessions.PAGE,
    staff_pattern=staff_sessions.PATTERN,
    staff_people=staff_people.PEOPLE,
    staff_directory=staff_directory.DIRECTORY,
    staff_person=staff_directory.PERSON,
    staff_oidc=staff_oidc.OIDC,
    staff_mail_life=staff_mail_life.MAIL_LIFE,
    staff_person_mail=staff_person_mail.PERSON_MAIL,
    staff_import=staff_imports.IMPORT,
    staff_organisations=staff_organisations.ORGANISATIONS,
    staff_find=staff_organisations.FIND,
    staff_duplicates=staff_duplicates.DUPLICATES,
    staff_hand_over=staff_hand_over.HAND_OVER,
    staff_over_time=staff_over_time.OVER_TIME,
    staff_audiences=staff_audiences.AUDIENCES,
    staff_log=staff_log.LOG,
    staff_mailings=staff_mailings.MAILINGS,
    staff_letters=staff_letters.LETTERS,
    staff_organiser=staff_organiser.ORGANISER,
    staff_enquiries=staff_enquiries.ENQUIRIES,
    staff_tokens=staff_tokens.TOKENS,
    staff_webhooks=staff_webhooks.WEBHOOKS,
    staff_calendar_answers=staff_calendar_answers.CALENDAR_ANSWERS,
    errors=errors.ERRORS,
    field_errors=errors.FIELD_ERRORS,
    warnings=warnings.WARNINGS,
    people_import=people_import.PEOPLE_IMPORT,
)
