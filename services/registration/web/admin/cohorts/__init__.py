"""Programmes and cohorts: the list, one cohort, and all that is done with them."""

from typing import Final

from services.registration.domain.permissions import READ
from services.registration.web.admin.cohorts import cohort_forms, programme_forms, steps
from services.registration.web.admin.cohorts.list_page import show_list
from services.registration.web.admin.cohorts.page import show_cohort
from services.registration.web.admin.cohorts.people_file import people_table
from services.registration.web.admin.kit.list_file import file_routes
from services.registration.web.admin.kit.route import AdminRoute, Answer


def _pair(path: str, ask: Answer, act: Answer, permission: str) -> tuple[AdminRoute, AdminRoute]:
    """The page with a form, and its post."""
    return (
        AdminRoute(method="GET", path=path, answer=ask, permission=permission),
        AdminRoute(method="POST", path=path, answer=act, permission=permission),
    )


_PROGRAMME: Final = "/program/{id:uuid}"
_COHORT: Final = "/omgangar/{id:uuid}"

ROUTES: Final[tuple[AdminRoute, ...]] = (
    AdminRoute(method="GET", path="/omgangar", answer=show_list, permission=READ),
    AdminRoute(method="GET", path=_COHORT, answer=show_cohort, permission=READ),
    *file_routes(f"{_COHORT}/personer", people_table, READ),
    *_pair("/program/nytt", programme_forms.show_new, programme_forms.save_new, "programme.create"),
    *_pair(
        f"{_PROGRAMME}/andra", programme_forms.show_change, programme_forms.save_change, "programme.change"
    ),
    *_pair(f"{_PROGRAMME}/ta-bort", programme_forms.show_delete, programme_forms.delete, "programme.delete"),
    *_pair(f"{_PROGRAMME}/ny-omgang", cohort_forms.show_new, cohort_forms.save_new, "cohort.create"),
    *_pair(f"{_COHORT}/andra", cohort_forms.show_change, cohort_forms.save_change, "cohort.change"),
    *_pair(f"{_COHORT}/kopiera", cohort_forms.show_copy, cohort_forms.save_copy, "cohort.copy"),
    *_pair(f"{_COHORT}/oppna", steps.ask_publish, steps.publish, "cohort.publish"),
    *_pair(f"{_COHORT}/stang", steps.ask_close, steps.close, "cohort.close"),
    *_pair(f"{_COHORT}/stall-in", steps.ask_cancel, steps.cancel, "cohort.cancel"),
    *_pair(f"{_COHORT}/ta-bort", steps.ask_delete, steps.delete, "cohort.delete"),
)
