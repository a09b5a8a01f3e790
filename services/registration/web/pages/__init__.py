"""The HTML pages, a package for each kind: for people with a personal link and no account, and public pages."""

from typing import Final

from litestar import Router
from litestar.types import ControllerRouterHandler

from services.registration.web.kit.assets import stylesheet
from services.registration.web.kit.interrupt import ShortCircuit, answer_short_circuit
from services.registration.web.pages.invitation import forwarded
from services.registration.web.pages.invitation import handlers as invitation
from services.registration.web.pages.join import handlers as join
from services.registration.web.pages.my_page import (
    answers,
    details,
    door_code,
    language,
    my_data,
    new_links,
    substitute,
)
from services.registration.web.pages.my_page import handlers as registration
from services.registration.web.pages.public import cohort, colleagues, email_forms, enquiry, front, logo
from services.registration.web.pages.public import handlers as public

# Bytes; the longest answers to a dozen questions take a third of it.
LARGEST_FORM: Final = 65_536

handlers: Final[list[ControllerRouterHandler]] = [
    Router(
        path="/",
        route_handlers=[
            stylesheet.static_file,
            front.front,
            front.security_txt,
            front.privacy,
            front.accessibility,
            invitation.show_invitation,
            invitation.answer_an_invitation,
            forwarded.show_forwarded,
            forwarded.register_by_forwarded,
            registration.show_registration,
            registration.change_registration,
            substitute.show_substitute,
            substitute.name_substitute,
            language.change_language,
            door_code.show_code,
            answers.show_my_answers,
            answers.save_my_answers,
            details.show_details,
            details.save_details,
            new_links.ask_for_new_links,
            new_links.make_new_links,
            my_data.ask_for_my_data,
            my_data.mail_link_to_my_data,
            my_data.show_my_data,
            my_data.download_my_data,
            my_data.erase,
            join.show_door,
            join.go_in,
            public.show_what_is_on,
            public.show_embedded,
            public.show_calendar,
            enquiry.show_enquiry,
            enquiry.send_enquiry,
            email_forms.show_watch,
            email_forms.start_watching,
            email_forms.show_lost_link,
            email_forms.send_lost_link,
            logo.show_logo,
            cohort.show_cohort,
            cohort.register_for_cohort,
            colleagues.show_colleagues,
            colleagues.register_several,
        ],
        exception_handlers={ShortCircuit: answer_short_circuit},
        request_max_body_size=LARGEST_FORM,
    )
]
