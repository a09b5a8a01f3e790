"""`/personer/{id}`: everything about one person. Whoever has a protected identity is shown masked until somebody asks, which is logged."""

from collections.abc import Sequence

import msgspec
from litestar import Response

from services.registration.actions.directory.reveal_people import note_revealed
from services.registration.domain.directory.person import PROTECTED_NAMES, Person
from services.registration.store import erasures
from services.registration.store.directory import merged_people, people, person_mails
from services.registration.store.directory.person_mails import KnownMail
from services.registration.store.erasures import Erasure
from services.registration.store.transaction import reading
from services.registration.store.views.staff import enquiries
from services.registration.store.views.staff import person as person_view
from services.registration.store.views.staff.enquiries import ListedEnquiry
from services.registration.store.views.staff.person import PersonHistory
from services.registration.web.admin.kit.layout import Action, Head
from services.registration.web.admin.kit.parts import moment
from services.registration.web.admin.kit.places import places_of
from services.registration.web.admin.kit.record import RecordButton, RecordPart, show_record
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.admin.people.hand_over import OPEN, lasting
from services.registration.web.admin.people.history import history_parts, position_part
from services.registration.web.admin.people.mails import mails_of, mails_part
from services.registration.web.admin.people.reach import reach_parts
from services.registration.web.kit.layout import Link
from services.registration.web.kit.parts import Fact, Notice
from services.registration.web.wording.words.parts import TitledText
from shared import times


class _WholePerson(msgspec.Struct, frozen=True, kw_only=True):
    person: Person
    history: PersonHistory
    erasure: Erasure | None
    letters: Sequence[ListedEnquiry]
    mail: KnownMail


async def show_person(request: StaffRequest) -> Response[bytes]:
    """The page; a protected person is masked, and an entry that was merged leads to the one that is left."""
    async with reading(request.pool) as conn:
        survivor = await merged_people.find_survivor(conn, request.caller.organiser_id, request.id)
        person = await people.get(
            conn, request.caller.organiser_id, request.id, sees_protected=request.caller.sees_protected
        )
    if survivor is not None:
        return request.go_to(f"/personer/{survivor}")
    if person.protected_identity:
        return _masked(request)
    return await person_page(request)


async def reveal_person(request: StaffRequest) -> Response[bytes]:
    """Note in the log who asked, and show the page unmasked: once, not at an address of its own."""
    async with reading(request.pool) as conn:
        await people.get(
            conn, request.caller.organiser_id, request.id, sees_protected=request.caller.sees_protected
        )
    await note_revealed(request.pool, request.caller, [request.id])
    return await person_page(request)


async def person_page(request: StaffRequest) -> Response[bytes]:
    """The whole page, unmasked."""
    found = await _find(request)
    person, texts = found.person, request.words.staff_person
    mails = None if found.erasure else await mails_of(request, person.id)
    places = await places_of(request, place_ids=[each.organisation_id for each in person.positions])
    parts = [
        *(() if found.erasure else reach_parts(request, person, found.mail, found.history)),
        RecordPart(id="uppgifter", heading=texts.details, facts=_facts(request, person)),
        position_part(request, person, places),
        *history_parts(request, found.history),
        mails_part(request, mails),
        *_letters_part(request, found.letters),
    ]
    if found.erasure is None:
        parts += _deeds(request, person)
    said = _said(request)
    notice = Notice(heading=said.title, text=said.detail or None) if said else None
    if found.erasure:
        notice = Notice(heading=texts.erased.title, text=texts.erased.detail, kind="wait")
    return show_record(
        request,
        Head(
            heading=person.name,
            meta=", ".join(each.role for each in person.positions if each.role) or None,
            actions=() if found.erasure else _actions(request, person),
        ),
        parts,
        path=_path(request),
        notice=notice,
        warnings=[texts.protected_shown] if person.protected_identity else [],
    )


async def _find(request: StaffRequest) -> _WholePerson:
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        person = await people.get(
            conn, organiser_id, request.id, sees_protected=request.caller.sees_protected
        )
        today = times.local(request.caller.now).date()
        history = await person_view.read(conn, organiser_id, person.id, today=today)
        erasure = await erasures.find(conn, organiser_id, person.id)
        letters = await enquiries.of_person(conn, organiser_id, person.id)
        known = await person_mails.find(conn, organiser_id, person.id)
    return _WholePerson(person=person, history=history, erasure=erasure, letters=letters, mail=known)


def _letters_part(request: StaffRequest, letters: Sequence[ListedEnquiry]) -> tuple[RecordPart, ...]:
    """What the person has written in answer to mails, each with its page, where it is answered."""
    if not letters:
        return ()
    texts, language = request.words.staff_enquiries, request.locale.language
    links = tuple(
        Link(
            f"{one.subject or texts.erased}, {moment(one.asked_at, language)}",
            request.address(f"/forfragningar/{one.id}"),
        )
        for one in letters
    )
    return (RecordPart(id="mejl-fran", heading=texts.letters, links=links),)


def _masked(request: StaffRequest) -> Response[bytes]:
    texts, own = request.words.staff_person, f"/personer/{request.id}"
    buttons = []
    if request.may("person.reveal"):
        buttons.append(
            RecordButton(action=request.address(f"{own}/visa"), text=texts.reveal, about=texts.reveal_about)
        )
    said = _said(request)
    return show_record(
        request,
        Head(heading=PROTECTED_NAMES[request.locale.language]),
        [RecordPart(id="skyddad", heading=texts.protected, about=texts.masked, buttons=tuple(buttons))],
        path=_path(request),
        notice=Notice(heading=said.title, text=said.detail or None) if said else None,
    )


def _said(request: StaffRequest) -> TitledText | None:
    """What has just been done."""
    texts, done = request.words.staff_person_mail, request.query.get("om", "")
    tried = {"forsoker": texts.tried, "forsokte-inte": texts.not_tried}
    return tried.get(done) or request.words.staff_person.said.get(done)


def _facts(request: StaffRequest, person: Person) -> tuple[Fact, ...]:
    texts, own = request.words.staff_person, f"/personer/{person.id}"
    change = Link(texts.change_address, request.address(f"{own}/adress"))
    may_change = request.may("person.change") and not person.protected_identity
    facts = [
        Fact(
            texts.email,
            person.email or request.words.staff_directory.no_address,
            change if may_change else None,
        ),
        Fact(texts.language, texts.languages[person.language]),
    ]
    if person.phone:
        facts.insert(1, Fact(texts.phone, person.phone))
    if person.protected_identity:
        facts.append(Fact(texts.protected, request.words.staff_forms.yes_no["yes"]))
    return tuple(facts)


def _actions(request: StaffRequest, person: Person) -> tuple[Action, ...]:
    # The form of a protected person is reached by a button that logs.
    if not request.may("person.change") or person.protected_identity:
        return ()
    texts = request.words.staff_person
    return (Action(text=texts.change, href=request.address(f"/personer/{person.id}/andra"), kind="primary"),)


def _deeds(request: StaffRequest, person: Person) -> list[RecordPart]:
    """What can be done with the person, each with what follows from it."""
    texts, own = request.words.staff_person, f"/personer/{person.id}"
    buttons, links = [], []
    if person.protected_identity and request.may("person.change"):
        buttons.append(RecordButton(action=request.address(f"{own}/visa-och-andra"), text=texts.change))
        if lasting(request, person) and request.may("position.hand_over"):
            buttons.append(
                RecordButton(
                    action=request.address(f"{own}/tar-over"),
                    text=request.words.staff_hand_over.heading,
                    hidden=((OPEN, "1"),),
                )
            )
    if person.email and request.may("registration.send_link"):
        buttons.append(
            RecordButton(
                action=request.address(f"{own}/lankar"), text=texts.send_links, about=texts.send_links_about
            )
        )
    if request.may("person.export"):
        buttons.append(
            RecordButton(
                action=request.address(f"{own}/uppgifter"), text=texts.export, about=texts.export_about
            )
        )
    if request.may("person.replace_links"):
        links.append(Link(texts.replace_links, request.address(f"{own}/byt-lankar")))
    if request.may("person.delete"):
        links.append(Link(texts.delete, request.address(f"{own}/ta-bort")))
    if request.may("person.forget"):
        links.append(Link(texts.erase, request.address(f"{own}/radera")))
        links.append(Link(texts.see_log, request.address("/logg", subject=str(person.id))))
    if not buttons and not links:
        return []
    return [RecordPart(id="gora", heading=texts.to_do, links=tuple(links), buttons=tuple(buttons))]


def _path(request: StaffRequest) -> tuple[Link, ...]:
    return (Link(request.words.staff_directory.heading, request.address("/personer")),)
