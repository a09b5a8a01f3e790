"""English."""

from typing import Final

from services.registration.web.wording.en import (
    common,
    errors,
    forwarded_and_colleagues,
    invitation,
    join,
    my_data,
    my_page,
    public,
    questions,
    staff,
    staff_people,
    waiting_list,
    warnings,
)
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
    staff_people=staff_people.PEOPLE,
    errors=errors.ERRORS,
    field_errors=errors.FIELD_ERRORS,
    warnings=warnings.WARNINGS,
)
