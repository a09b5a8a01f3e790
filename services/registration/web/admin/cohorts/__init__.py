"""Programmes and cohorts: the list, one cohort, and all that is done with them."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.cohorts import (
    cohort_forms,
    consent_form,
    invite,
    list_files,
    participant_forms,
    programme_forms,
    question_forms,
    questions_page,
    rule_forms,
    steps,
)
from services.registration.web.admin.cohorts.list_page import show_list
from services.registration.web.admin.cohorts.over_time import over_time_table, show_over_time
from services.registration.web.admin.cohorts.page import show_cohort
from services.registration.web.admin.cohorts.participant_page import show_participant
from services.registration.web.admin.cohorts.participants_sheet import print_participants
from services.registration.web.admin.cohorts.people_file import people_table
from services.registration.web.admin.cohorts.rules_page import show_rules
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, form_routes

_PROGRAMME: Final = "/program/{id:uuid}"
_QUESTION: Final = "/fragor/{id:uuid}"
_RULE: Final = "/inbjudningar/{id:uuid}"
_COHORT: Final = "/omgangar/{id:uuid}"
_PERSON: Final = f"{_COHORT}/person/{{person_id:uuid}}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/omgangar", answer=show_list, permission=READ),
    AdminRoute(method="GET", path=_COHORT, answer=show_cohort, permission=READ),
    *file_routes("/omgangar", list_files.cohorts_table, READ),
    *file_routes(f"{_COHORT}/traffar", list_files.sessions_table, READ),
    AdminRoute(method="GET", path=f"{_COHORT}/over-tid", answer=show_over_time, permission=READ),
    *file_routes(f"{_COHORT}/over-tid", over_time_table, READ),
    *file_routes(f"{_COHORT}/tackning", list_files.coverage_table, READ),
    *file_routes(f"{_COHORT}/personer", people_table, READ),
    AdminRoute(method="GET", path=f"{_COHORT}/deltagare.pdf", answer=print_participants, permission=READ),
    *form_routes("/program/nytt", programme_forms.show_new, programme_forms.save_new, "programme.create"),
    *form_routes(
        f"{_PROGRAMME}/andra", programme_forms.show_change, programme_forms.save_change, "programme.change"
    ),
    *form_routes(
        f"{_PROGRAMME}/ta-bort", programme_forms.show_delete, programme_forms.delete, "programme.delete"
    ),
    *form_routes(f"{_PROGRAMME}/ny-omgang", cohort_forms.show_new, cohort_forms.save_new, "cohort.create"),
    *form_routes(f"{_COHORT}/andra", cohort_forms.show_change, cohort_forms.save_change, "cohort.change"),
    *form_routes(f"{_COHORT}/kopiera", cohort_forms.show_copy, cohort_forms.save_copy, "cohort.copy"),
    *form_routes(f"{_COHORT}/oppna", steps.ask_publish, steps.publish, "cohort.publish"),
    *form_routes(f"{_COHORT}/stang", steps.ask_close, steps.close, "cohort.close"),
    *form_routes(f"{_COHORT}/stall-in", steps.ask_cancel, steps.cancel, "cohort.cancel"),
    AdminRoute(
        method="GET", path=f"{_COHORT}/inbjudningar", answer=show_rules, permission="invitation_rule.create"
    ),
    *form_routes(
        f"{_COHORT}/ny-inbjudan", rule_forms.show_new, rule_forms.save_new, "invitation_rule.create"
    ),
    *form_routes(f"{_RULE}/andra", rule_forms.show_change, rule_forms.save_change, "invitation_rule.change"),
    *form_routes(f"{_RULE}/ta-bort", rule_forms.ask_delete, rule_forms.delete, "invitation_rule.delete"),
    *form_routes(f"{_COHORT}/bjud-in", invite.ask_invite, invite.invite, "invitation.send"),
    AdminRoute(method="GET", path=f"{_COHORT}/fragor", answer=questions_page.show_questions, permission=READ),
    *form_routes(f"{_COHORT}/ny-fraga", question_forms.show_new, question_forms.save_new, "question.create"),
    *form_routes(
        f"{_QUESTION}/andra", question_forms.show_change, question_forms.save_change, "question.change"
    ),
    *form_routes(f"{_QUESTION}/ta-bort", question_forms.ask_delete, question_forms.delete, "question.delete"),
    *(
        AdminRoute(method="POST", path=f"{_QUESTION}/{name}", answer=act, permission="question.change")
        for name, act in (
            ("upp", questions_page.move_up),
            ("ner", questions_page.move_down),
            ("sluta", questions_page.retire),
            ("fraga-igen", questions_page.ask_again),
        )
    ),
    *form_routes(f"{_COHORT}/samtycke", consent_form.show_consent, consent_form.save_consent, "consent.set"),
    AdminRoute(method="GET", path=_PERSON, answer=show_participant, permission=READ),
    *form_routes(
        f"{_PERSON}/svara", participant_forms.ask_answer, participant_forms.answer, "invitation.answer"
    ),
    *form_routes(
        f"{_PERSON}/avanmal",
        participant_forms.ask_withdraw,
        participant_forms.withdraw_person,
        "registration.withdraw",
    ),
    *form_routes(
        f"{_PERSON}/ersattare",
        participant_forms.ask_substitute,
        participant_forms.send_substitute,
        "registration.substitute",
    ),
    *form_routes(
        f"{_PERSON}/ta-tillbaka",
        participant_forms.ask_take_back,
        participant_forms.take_back_seat,
        "registration.take_back",
    ),
    *form_routes(
        f"{_COHORT}/anmal",
        participant_forms.ask_register,
        participant_forms.register_person,
        "registration.create",
    ),
    *form_routes(f"{_COHORT}/ta-bort", steps.ask_delete, steps.delete, "cohort.delete"),
)
