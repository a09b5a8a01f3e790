"""When mail leaves: pauses and hours for sending, of a cohort and of the organiser; reminder rules."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.kit.route import AdminRoute, form_routes
from services.registration.web.admin.mail_times import (
    cohort_page,
    organiser_page,
    rule_form,
    rules_page,
    sender,
)

_COHORT: Final = "/omgangar/{id:uuid}/mejl"
_RULES: Final = "/omgangar/{id:uuid}/paminnelser"
_ORGANISER: Final = "/mer/mejl"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path=_COHORT, answer=cohort_page.show_times, permission=READ),
    AdminRoute(
        method="POST", path=f"{_COHORT}/pausa", answer=cohort_page.pause, permission="cohort.pause_sending"
    ),
    AdminRoute(
        method="POST", path=f"{_COHORT}/slapp", answer=cohort_page.resume, permission="cohort.resume_sending"
    ),
    AdminRoute(method="GET", path=_RULES, answer=rules_page.show_rules, permission=READ),
    *form_routes(f"{_RULES}/ny", rule_form.show_rule, rule_form.save_rule, "cohort.change"),
    *form_routes(f"{_RULES}/andra", rule_form.show_rule, rule_form.save_rule, "cohort.change"),
    AdminRoute(method="POST", path=f"{_RULES}/ta-bort", answer=rules_page.remove, permission="cohort.change"),
    *form_routes(f"{_COHORT}/tider", cohort_page.show_hours, cohort_page.save_hours, "cohort.change"),
    AdminRoute(method="GET", path=_ORGANISER, answer=organiser_page.show_times, permission=READ),
    AdminRoute(
        method="POST",
        path=f"{_ORGANISER}/pausa",
        answer=organiser_page.pause,
        permission="organiser.pause_sending",
    ),
    AdminRoute(
        method="POST",
        path=f"{_ORGANISER}/slapp",
        answer=organiser_page.resume,
        permission="organiser.resume_sending",
    ),
    *form_routes(f"{_ORGANISER}/avsandare", sender.show_sender, sender.save_sender, "organiser.change"),
    *form_routes(
        f"{_ORGANISER}/tider", organiser_page.show_hours, organiser_page.save_hours, "organiser.change"
    ),
)
