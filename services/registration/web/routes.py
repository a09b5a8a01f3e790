"""Every URL in one list: the table of contents of the service."""

from typing import Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.types import ControllerRouterHandler

from services.registration.web import calendar_feed, health, pages, security
from services.registration.web.api import (
    audience_people,
    audiences,
    cohorts,
    consents,
    contacts,
    deliveries,
    enquiries,
    info,
    invitation_rules,
    invitations,
    organisations,
    organiser,
    people,
    programmes,
    question_fields,
    questions,
    registrations,
    seats,
    session_fields,
    sessions,
)
from services.registration.web.api.kit import openapi
from services.registration.web.api.kit.request import ListQuery, NoQuery, Page
from services.registration.web.api.kit.route import Route, handler


def _resource(path: str, module: Any, one: Any, **kinds: Any) -> tuple[Route, ...]:  # Any: a module, structs
    """The five routes that a thing has which people make."""
    thing = one.__name__.lower()
    at_id = f"{path}/{{id:uuid}}"
    return (
        Route(method="GET", path=path, answer=module.list_all, says=f"List {path[1:]}", query=kinds["query"], shows=Page[one]),
        Route(method="POST", path=path, answer=module.create, says=f"Make a new {thing}", body=kinds["new"], shows=one, status=201),
        Route(method="GET", path=at_id, answer=module.show, says=f"Show one {thing}", shows=one),
        Route(method="PATCH", path=at_id, answer=module.change, says=f"Change the fields given of a {thing}",
              body=kinds["changes"], shows=one, query=kinds.get("when", NoQuery)),
        Route(method="DELETE", path=at_id, answer=module.delete, says=f"Remove a {thing} that nothing depends on", status=204),
    )  # fmt: skip


API: Final = (
    Route(method="GET", path="/api-info", answer=info.show, says="Say what this API is", shows=info.ApiInfo),
    Route(method="GET", path="/organiser", answer=organiser.show, says="Show the organiser as its pages do",
          shows=organiser.Organiser),
    Route(method="PATCH", path="/organiser", answer=organiser.change, says="Change name and colour", shows=organiser.Organiser,
          body=organiser.OrganiserChanges),
    Route(method="PUT", path="/organiser/logo", answer=organiser.set_logo, shows=organiser.Organiser,
          says="Show this logo: the body is a PNG, a JPEG or a WebP", takes=("image/png", "image/jpeg", "image/webp")),
    Route(method="DELETE", path="/organiser/logo", answer=organiser.remove_logo, says="Show no logo", status=204),
    *_resource("/organisations", organisations, organisations.Organisation, query=organisations.OrganisationQuery,
               new=organisations.NewOrganisation, changes=organisations.OrganisationChanges),
    *_resource("/people", people, people.Person, query=people.PersonQuery, new=people.NewPerson, changes=people.PersonChanges),
    Route(method="POST", path="/people/{id:uuid}/forget", answer=people.forget, says="Erase a person", body=people.NoContent,
          shows=people.Erasure),
    *_resource("/contacts", contacts, contacts.Contact, query=ListQuery, new=contacts.NewContact, changes=contacts.ContactChanges),
    *_resource("/audiences", audiences, audiences.Audience, query=ListQuery, new=audiences.NewAudience,
               changes=audiences.AudienceChanges),
    Route(method="GET", path="/audiences/{id:uuid}/people", answer=audience_people.list_all, says="List whom the rule finds now",
          query=ListQuery, shows=Page[audience_people.FoundPerson]),
    *_resource("/programmes", programmes, programmes.Programme, query=ListQuery, new=programmes.NewProgramme,
               changes=programmes.ProgrammeChanges),
    *_resource("/cohorts", cohorts, cohorts.Cohort, query=cohorts.CohortQuery, new=cohorts.NewCohortBody,
               changes=cohorts.CohortChangesBody),
    Route(method="POST", path="/cohorts/{id:uuid}/publish", answer=cohorts.publish, says="Open a cohort", body=cohorts.EmptyBody,
          shows=cohorts.Cohort),
    Route(method="POST", path="/cohorts/{id:uuid}/close", answer=cohorts.close, says="Let nobody new in", body=cohorts.EmptyBody,
          shows=cohorts.Cohort),
    Route(method="POST", path="/cohorts/{id:uuid}/cancel", answer=cohorts.cancel, says="Cancel a cohort with what is ahead",
          body=cohorts.ReasonBody, shows=cohorts.Cohort),
    Route(method="POST", path="/cohorts/{id:uuid}/copy", answer=cohorts.copy, says="Make a new draft with the dates moved",
          body=cohorts.CopyBody, shows=cohorts.Cohort, status=201),
    Route(method="POST", path="/cohorts/{id:uuid}/invite", answer=cohorts.invite_all, says="Invite those not yet invited, now",
          body=cohorts.InviteBody, shows=cohorts.InvitedCounts),
    Route(method="GET", path="/cohorts/{id:uuid}/consent", answer=consents.show, says="Show what those who come agree to",
          shows=consents.Consent),
    Route(method="PUT", path="/cohorts/{id:uuid}/consent", answer=consents.put, says="Say what those who come agree to",
          body=consents.ConsentBody, shows=consents.Consent),
    *_resource("/questions", questions, question_fields.Question, query=question_fields.QuestionQuery,
               new=question_fields.NewQuestionBody, changes=question_fields.QuestionChangesBody),
    Route(method="GET", path="/questions/{id:uuid}/counts", answer=questions.counts, says="Count the answers, and say not whose",
          query=question_fields.CountsQuery, shows=question_fields.QuestionCounts),
    *_resource("/sessions", sessions, session_fields.Session, query=sessions.SessionQuery, new=session_fields.NewSessionBody,
               changes=session_fields.SessionChangesBody, when=sessions.SilentQuery),
    Route(method="POST", path="/sessions/{id:uuid}/cancel", answer=sessions.cancel, says="Cancel a session", body=cohorts.ReasonBody,
          shows=session_fields.Session),
    Route(method="GET", path="/sessions/{id:uuid}/seats", answer=seats.list_all, says="List who has a seat or waits",
          query=seats.SeatQuery, shows=Page[seats.Seat]),
    Route(method="PUT", path="/sessions/{id:uuid}/attendance", answer=seats.note, says="Note who came", body=list[seats.AttendanceMark],
          shows=seats.AttendanceResult),
    *_resource("/invitation_rules", invitation_rules, invitation_rules.InvitationRule, query=invitation_rules.RuleQuery,
               new=invitation_rules.NewRuleBody, changes=invitation_rules.RuleChangesBody),
    Route(method="GET", path="/invitations", answer=invitations.list_all, says="List invitations",
          query=invitations.InvitationQuery, shows=Page[invitations.Invitation]),
    Route(method="GET", path="/invitations/{id:uuid}", answer=invitations.show, says="Show one invitation",
          shows=invitations.Invitation),
    Route(method="POST", path="/invitations/{id:uuid}/answer", answer=invitations.answer, says="Answer for somebody who phoned",
          body=invitations.AnswerBody, shows=invitations.AnsweredInvitation),
    Route(method="GET", path="/registrations", answer=registrations.list_all, says="List registrations",
          query=registrations.RegistrationQuery, shows=Page[registrations.Registration]),
    Route(method="POST", path="/registrations", answer=registrations.create, says="Register somebody",
          body=registrations.NewRegistrationBody, shows=registrations.Registration, status=201),
    Route(method="GET", path="/registrations/{id:uuid}", answer=registrations.show, says="Show one registration",
          shows=registrations.Registration),
    Route(method="PATCH", path="/registrations/{id:uuid}", answer=registrations.change, says="Change the answers",
          body=registrations.RegistrationChanges, shows=registrations.Registration),
    Route(method="POST", path="/registrations/{id:uuid}/withdraw", answer=registrations.withdraw,
          says="Free all seats, or those", body=registrations.Withdrawal, shows=registrations.Registration),
    Route(method="POST", path="/registrations/{id:uuid}/substitute", answer=registrations.send_substitute,
          says="Let somebody else have all seats, or those", body=registrations.Substitution,
          shows=registrations.SubstitutedRegistration),
    Route(method="GET", path="/enquiries", answer=enquiries.list_all, says="List what people ask us to arrange",
          query=enquiries.EnquiryQuery, shows=Page[enquiries.Enquiry]),
    Route(method="GET", path="/enquiries/{id:uuid}", answer=enquiries.show, says="Show one enquiry", shows=enquiries.Enquiry),
    Route(method="PATCH", path="/enquiries/{id:uuid}", answer=enquiries.change, says="Say that it is answered, or note something",
          body=enquiries.EnquiryChanges, shows=enquiries.Enquiry),
    Route(method="POST", path="/enquiries/{id:uuid}/answer", answer=enquiries.answer, says="Mail an answer",
          body=enquiries.AnswerBody, shows=enquiries.Enquiry),
    Route(method="GET", path="/deliveries", answer=deliveries.list_all, says="List the ledger of mails",
          query=deliveries.DeliveryQuery, shows=Page[deliveries.Delivery]),
    Route(method="GET", path="/deliveries/{id:uuid}", answer=deliveries.show, says="Show one mail in the ledger",
          shows=deliveries.Delivery),
)  # fmt: skip


@get("/schema/openapi.json", name="openapi")
async def show_openapi(request: Request[Any, Any, State]) -> Response[bytes]:
    body = msgspec.json.encode(openapi.document(API, request.app.state.settings.base_url))
    return Response(body, media_type="application/vnd.oai.openapi+json;version=3.1", headers=security.HEADERS)


HANDLERS: Final[tuple[ControllerRouterHandler, ...]] = (
    *(handler(route) for route in API),
    show_openapi,
    calendar_feed.show_calendar_feed,
    *health.handlers,
    *pages.handlers,
)
