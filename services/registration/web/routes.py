"""Every URL in one list: the table of contents of the service."""

from typing import Any, Final

import msgspec
from litestar import Response, get
from litestar.types import ControllerRouterHandler

from services.registration.actions.directory.replace_links import ReplacedLinks
from services.registration.domain.permissions import READ, READ_AS_ADMIN
from services.registration.web import admin, calendar_feed, health, pages, security
from services.registration.web.api import (
    audit,
    cohorts,
    consents,
    deliveries,
    enquiries,
    info,
    invitation_rules,
    invitations,
    organiser,
    programmes,
    question_fields,
    questions,
    registration_fields,
    registrations,
    seats,
    session_fields,
    sessions,
    tokens,
)
from services.registration.web.api.directory import (
    audience_people,
    audiences,
    contacts,
    duplicates,
    municipalities,
    organisations,
    people,
    people_import_fields,
    people_imports,
    position_handovers,
)
from services.registration.web.api.kit import openapi
from services.registration.web.api.kit.protected import RevealListQuery, RevealQuery
from services.registration.web.api.kit.request import ListQuery, NoQuery, Page
from services.registration.web.api.kit.route import Route, handler
from services.registration.web.api.mailings import mailing_fields, mailing_templates, mailings, term_ahead
from services.registration.web.services import AppServices


def _resource(
    path: str, module: Any, resource_type: Any, **kinds: Any
) -> tuple[Route, ...]:  # Any: a module, structs
    """The five routes of a resource: list, create, show, change, delete."""
    name = resource_type.__name__.lower()
    noun = kinds["noun"]
    at_id = f"{path}/{{id:uuid}}"
    return (
        Route(method="GET", path=path, answer=module.list_all, permission=READ, summary=f"List {path[1:]}", query=kinds["query"], response=Page[resource_type]),
        Route(method="POST", path=path, answer=module.create, permission=f"{noun}.create", summary=f"Make a new {name}", body=kinds["new"], response=resource_type, status=201),
        Route(method="GET", path=at_id, answer=module.show, permission=READ, summary=f"Show one {name}", response=resource_type,
              query=kinds.get("one", NoQuery)),
        Route(method="PATCH", path=at_id, answer=module.change, permission=f"{noun}.change", summary=f"Change the fields given of a {name}",
              body=kinds["changes"], response=resource_type, query=kinds.get("when", NoQuery)),
        Route(method="DELETE", path=at_id, answer=module.delete, permission=f"{noun}.delete", summary=f"Remove a {name} that nothing depends on", status=204),
    )  # fmt: skip


API: Final = (
    Route(method="GET", path="/api-info", answer=info.show, permission=READ, summary="Say what this API is", response=info.ApiInfo),
    Route(method="GET", path="/tokens", answer=tokens.list_all, permission=READ_AS_ADMIN, summary="List the tokens that open this API", query=ListQuery,
          response=Page[tokens.Token]),
    Route(method="POST", path="/tokens", answer=tokens.create, permission="token.create", summary="Make a new token, which is shown this once",
          body=tokens.NewTokenBody, response=tokens.CreatedToken, status=201),
    Route(method="GET", path="/tokens/{id:uuid}", answer=tokens.show, permission=READ_AS_ADMIN, summary="Show one token, without its secret", response=tokens.Token),
    Route(method="DELETE", path="/tokens/{id:uuid}", answer=tokens.revoke, permission="token.revoke", summary="Revoke a token", status=204),
    Route(method="GET", path="/audit", answer=audit.list_all, permission=READ_AS_ADMIN, summary="List who changed what, the newest first",
          query=audit.AuditQuery, response=Page[audit.Audit]),
    Route(method="GET", path="/organiser", answer=organiser.show, permission=READ, summary="Show the organiser as its pages do",
          response=organiser.Organiser),
    Route(method="PATCH", path="/organiser", answer=organiser.change, permission="organiser.change", summary="Change name and colour", response=organiser.Organiser,
          body=organiser.OrganiserChanges),
    Route(method="PUT", path="/organiser/logo", answer=organiser.set_logo, prepare=organiser.make_picture, permission="organiser.set_logo", response=organiser.Organiser,
          summary="Show this logo: the body is a PNG, a JPEG or a WebP", consumes=("image/png", "image/jpeg", "image/webp")),
    Route(method="DELETE", path="/organiser/logo", answer=organiser.remove_logo, permission="organiser.remove_logo", summary="Show no logo", status=204),
    Route(method="GET", path="/counties", answer=municipalities.list_counties, permission=READ, summary="List Sweden's counties and regions",
          query=municipalities.CountyQuery, response=Page[municipalities.County]),
    Route(method="GET", path="/municipalities", answer=municipalities.list_municipalities, permission=READ,
          summary="List Sweden's municipalities", query=municipalities.MunicipalityQuery, response=Page[municipalities.Municipality]),
    *_resource("/organisations", organisations, organisations.Organisation, noun="organisation", query=organisations.OrganisationQuery,
               new=organisations.NewOrganisationBody, changes=organisations.OrganisationChanges),
    *_resource("/people", people, people.Person, noun="person", query=people.PersonQuery, new=people.NewPersonBody, changes=people.PersonChanges,
               one=RevealQuery),
    Route(method="POST", path="/people/{id:uuid}/forget", answer=people.forget, permission="person.forget", summary="Erase a person", body=people.NoContent,
          response=people.Erasure),
    Route(method="POST", path="/people/{id:uuid}/replace_links", answer=people.replace_links, permission="person.replace_links",
          summary="Make the personal links of a person invalid and mail new ones", body=people.NoContent, response=ReplacedLinks),
    Route(method="POST", path="/people/import", answer=people_imports.import_sheet, prepare=people_imports.prepare, permission="person.import",
          summary="Read a list of people from CSV, XLSX or pasted lines", query=people_import_fields.ImportQuery, consumes=people_imports.CONSUMES,
          largest_body=people_imports.LARGEST_BODY, response=people_import_fields.PeopleImportResult),
    Route(method="GET", path="/people/imports", answer=people_imports.list_all, permission=READ, summary="List imports of people, the newest first",
          query=ListQuery, response=Page[people_import_fields.PeopleImport]),
    Route(method="GET", path="/people/imports/{id:uuid}", answer=people_imports.show, permission=READ, summary="Show one import of people",
          response=people_import_fields.PeopleImport),
    Route(method="POST", path="/people/imports/{id:uuid}/undo", answer=people_imports.undo, permission="person.undo_import",
          summary="Undo an import of people, but for what has been changed since", body=people.NoContent, response=people_import_fields.UndoResult),
    Route(method="GET", path="/people/duplicates", answer=duplicates.list_all, permission=READ, summary="List entries that may be one person",
          query=RevealListQuery, response=Page[duplicates.DuplicatePair]),
    Route(method="POST", path="/people/{id:uuid}/merge", answer=duplicates.merge_into, permission="person.merge",
          summary="Merge a person into another entry of the same person", body=duplicates.MergeBody,
          response=duplicates.MergeResult),
    Route(method="POST", path="/people/{id:uuid}/hand_over", answer=position_handovers.hand_over, permission="position.hand_over",
          summary="Let somebody else take over a position, with its seats", body=position_handovers.PositionHandoverBody,
          response=position_handovers.PositionHandoverResult),
    *_resource("/contacts", contacts, contacts.Contact, noun="contact", query=ListQuery, new=contacts.NewContactBody, changes=contacts.ContactChanges),
    *_resource("/audiences", audiences, audiences.Audience, noun="audience", query=ListQuery, new=audiences.NewAudienceBody,
               changes=audiences.AudienceChanges),
    Route(method="GET", path="/audiences/{id:uuid}/people", answer=audience_people.list_all, permission=READ, summary="List whom the rule finds now",
          query=RevealListQuery, response=Page[audience_people.FoundPerson]),
    *_resource("/programmes", programmes, programmes.Programme, noun="programme", query=ListQuery, new=programmes.NewProgrammeBody,
               changes=programmes.ProgrammeChanges),
    *_resource("/cohorts", cohorts, cohorts.Cohort, noun="cohort", query=cohorts.CohortQuery, new=cohorts.NewCohortBody,
               changes=cohorts.CohortChangesBody),
    Route(method="POST", path="/cohorts/{id:uuid}/publish", answer=cohorts.publish, permission="cohort.publish", summary="Open a cohort", body=cohorts.EmptyBody,
          response=cohorts.CohortWithWarnings),
    Route(method="POST", path="/cohorts/{id:uuid}/close", answer=cohorts.close, permission="cohort.close", summary="Let nobody new in", body=cohorts.EmptyBody,
          response=cohorts.Cohort),
    Route(method="POST", path="/cohorts/{id:uuid}/cancel", answer=cohorts.cancel, permission="cohort.cancel", summary="Cancel a cohort with what is ahead",
          body=cohorts.ReasonBody, response=cohorts.Cohort),
    Route(method="POST", path="/cohorts/{id:uuid}/copy", answer=cohorts.copy, permission="cohort.copy", summary="Make a new draft with the dates moved",
          body=cohorts.CopyBody, response=cohorts.CohortWithWarnings, status=201),
    Route(method="POST", path="/cohorts/{id:uuid}/invite", answer=cohorts.invite_all, permission="invitation.send", summary="Invite those not yet invited, now",
          body=cohorts.InviteBody, response=cohorts.InvitedCounts),
    Route(method="POST", path="/cohorts/{id:uuid}/remind", answer=cohorts.remind_all, permission="invitation.remind", summary="Remind those who have not answered",
          body=cohorts.EmptyBody, response=cohorts.RemindedCounts),
    Route(method="GET", path="/cohorts/{id:uuid}/consent", answer=consents.show, permission=READ, summary="Show what those who come agree to",
          response=consents.Consent),
    Route(method="PUT", path="/cohorts/{id:uuid}/consent", answer=consents.put, permission="consent.set", summary="Say what those who come agree to",
          body=consents.ConsentBody, response=consents.Consent),
    *_resource("/questions", questions, question_fields.Question, noun="question", query=question_fields.QuestionQuery,
               new=question_fields.NewQuestionBody, changes=question_fields.QuestionChangesBody),
    Route(method="GET", path="/questions/{id:uuid}/counts", answer=questions.counts, permission=READ, summary="Count the answers, and say not whose",
          query=question_fields.CountsQuery, response=question_fields.QuestionCounts),
    *_resource("/sessions", sessions, session_fields.Session, noun="session", query=sessions.SessionQuery, new=session_fields.NewSessionBody,
               changes=session_fields.SessionChangesBody, when=sessions.SilentQuery),
    Route(method="POST", path="/sessions/{id:uuid}/cancel", answer=sessions.cancel, permission="session.cancel", summary="Cancel a session", body=cohorts.ReasonBody,
          response=session_fields.Session),
    Route(method="GET", path="/sessions/{id:uuid}/seats", answer=seats.list_all, permission=READ, summary="List who has a seat or waits",
          query=seats.SeatQuery, response=Page[seats.Seat]),
    Route(method="PUT", path="/sessions/{id:uuid}/attendance", answer=seats.note, permission="attendance.note", summary="Note who came", body=list[seats.AttendanceMark],
          response=seats.AttendanceResult),
    *_resource("/invitation_rules", invitation_rules, invitation_rules.InvitationRule, noun="invitation_rule", query=invitation_rules.RuleQuery,
               new=invitation_rules.NewRuleBody, changes=invitation_rules.RuleChangesBody),
    Route(method="GET", path="/invitations", answer=invitations.list_all, permission=READ, summary="List invitations",
          query=invitations.InvitationQuery, response=Page[invitations.Invitation]),
    Route(method="GET", path="/invitations/{id:uuid}", answer=invitations.show, permission=READ, summary="Show one invitation",
          query=RevealQuery, response=invitations.Invitation),
    Route(method="POST", path="/invitations/{id:uuid}/answer", answer=invitations.answer, permission="invitation.answer", summary="Answer for somebody who phoned",
          body=invitations.InvitationAnswerBody, response=invitations.AnsweredInvitation),
    Route(method="GET", path="/registrations", answer=registrations.list_all, permission=READ, summary="List registrations",
          query=registrations.RegistrationQuery, response=Page[registration_fields.Registration]),
    Route(method="POST", path="/registrations", answer=registrations.create, permission="registration.create", summary="Register somebody",
          body=registration_fields.NewRegistrationBody, response=registration_fields.Registration, status=201),
    Route(method="GET", path="/registrations/{id:uuid}", answer=registrations.show, permission=READ, summary="Show one registration",
          query=RevealQuery, response=registration_fields.Registration),
    Route(method="PATCH", path="/registrations/{id:uuid}", answer=registrations.change, permission="registration.change_answers", summary="Change the answers",
          body=registration_fields.RegistrationChanges, response=registration_fields.Registration),
    Route(method="POST", path="/registrations/{id:uuid}/withdraw", answer=registrations.withdraw, permission="registration.withdraw",
          summary="Free all seats, or those", body=registration_fields.Withdrawal, response=registration_fields.Registration),
    Route(method="POST", path="/registrations/{id:uuid}/confirm", answer=registrations.confirm, permission="registration.confirm",
          summary="Let a registration count that waits to be confirmed by mail", body=cohorts.EmptyBody,
          response=registration_fields.Registration),
    Route(method="POST", path="/registrations/{id:uuid}/substitute", answer=registrations.send_substitute, permission="registration.substitute",
          summary="Let somebody else have all seats, or those", body=registration_fields.Substitution,
          response=registration_fields.SubstitutedRegistration),
    Route(method="POST", path="/registrations/{id:uuid}/take_back", answer=registrations.take_back, permission="registration.take_back",
          summary="Take seats back from a substitute", body=registration_fields.TakingBack, response=registration_fields.Registration),
    Route(method="GET", path="/enquiries", answer=enquiries.list_all, permission=READ, summary="List what people ask us to arrange",
          query=enquiries.EnquiryQuery, response=Page[enquiries.Enquiry]),
    Route(method="GET", path="/enquiries/{id:uuid}", answer=enquiries.show, permission=READ, summary="Show one enquiry", response=enquiries.Enquiry),
    Route(method="PATCH", path="/enquiries/{id:uuid}", answer=enquiries.change, permission="enquiry.change", summary="Say that it is answered, or note something",
          body=enquiries.EnquiryChanges, response=enquiries.Enquiry),
    Route(method="POST", path="/enquiries/{id:uuid}/answer", answer=enquiries.answer, permission="enquiry.answer", summary="Mail an answer",
          body=enquiries.EnquiryAnswerBody, response=enquiries.Enquiry),
    *_resource("/mailings", mailings, mailing_fields.Mailing, noun="mailing", query=mailing_fields.MailingQuery,
               new=mailing_fields.NewMailingBody, changes=mailing_fields.MailingChangesBody),
    Route(method="POST", path="/mailings/{id:uuid}/send", answer=mailings.send, permission="mailing.send", summary="Send a mailing now", body=cohorts.EmptyBody,
          response=mailing_fields.Mailing),
    Route(method="POST", path="/mailings/{id:uuid}/schedule", answer=mailings.schedule, permission="mailing.schedule", summary="Send a mailing later",
          body=mailing_fields.ScheduleBody, response=mailing_fields.Mailing),
    Route(method="POST", path="/mailings/{id:uuid}/cancel", answer=mailings.cancel, permission="mailing.cancel", summary="Never send a mailing",
          body=cohorts.EmptyBody, response=mailing_fields.Mailing),
    Route(method="POST", path="/mailings/{id:uuid}/test", answer=mailings.send_test, permission="mailing.test", summary="Mail it to one address, to try it",
          body=mailing_fields.MailingTestBody, response=mailing_fields.Mailing),
    Route(method="POST", path="/mailings/{id:uuid}/preview", answer=mailings.preview, permission="mailing.send", asks_notify=True,
          summary="Show who would get what, and one of the mails", body=mailing_fields.PreviewBody, response=mailing_fields.MailingPreview),
    Route(method="POST", path="/mailings/{id:uuid}/attachments", answer=mailings.attach, permission="mailing.attach",
          summary="Add a file: the body is its content", query=mailing_fields.AttachmentQuery, response=mailing_fields.Mailing, status=201,
          consumes=("application/pdf", "image/png", "image/jpeg", "text/plain", "application/octet-stream")),
    Route(method="DELETE", path="/mailings/{id:uuid}/attachments/{attachment_id:uuid}", answer=mailings.detach, permission="mailing.detach",
          summary="Take a file away", status=204),
    *_resource("/mailing_templates", mailing_templates, mailing_fields.MailingTemplate, noun="mailing_template", query=ListQuery,
               new=mailing_fields.NewMailingTemplateBody, changes=mailing_fields.MailingTemplateChanges),
    Route(method="GET", path="/term_ahead", answer=term_ahead.show, permission=READ, summary="Say which mails will go out, when, and to how many",
          query=term_ahead.TermAheadQuery, response=term_ahead.TermAhead),
    Route(method="GET", path="/deliveries", answer=deliveries.list_all, permission=READ, summary="List the ledger of mails",
          query=deliveries.DeliveryQuery, response=Page[deliveries.Delivery]),
    Route(method="GET", path="/deliveries/{id:uuid}", answer=deliveries.show, permission=READ, summary="Show one mail in the ledger",
          query=RevealQuery, response=deliveries.Delivery),
    Route(method="POST", path="/deliveries/{id:uuid}/resend", answer=deliveries.resend, permission="delivery.resend", asks_notify=True,
          summary="Send a failed or held mail again", body=cohorts.EmptyBody, response=deliveries.Delivery),
    Route(method="POST", path="/deliveries/resend", answer=deliveries.resend_all, permission="delivery.resend", asks_notify=True,
          summary="Send every failed or held mail again that matches", body=deliveries.ResendBody, response=deliveries.ResentCount),
)  # fmt: skip


@get("/schema/openapi.json", name="openapi")
async def show_openapi(services: AppServices) -> Response[bytes]:
    body = msgspec.json.encode(openapi.document(API, services.settings.base_url))
    return Response(body, media_type="application/vnd.oai.openapi+json;version=3.1", headers=security.HEADERS)


HANDLERS: Final[tuple[ControllerRouterHandler, ...]] = (
    *(handler(route) for route in API),
    show_openapi,
    calendar_feed.show_calendar_feed,
    *health.handlers,
    *pages.handlers,
    *admin.handlers,
)
