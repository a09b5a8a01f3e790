"""`/omgangar/{id}/deltagare.pdf`: the people who come, as a list to print."""

from litestar import Response

from services.registration.store import cohorts, programmes
from services.registration.store.transaction import reading
from services.registration.store.views.staff import cohort_people
from services.registration.web.admin.kit.list_table import MOST_ROWS
from services.registration.web.admin.kit.print_sheet import PrintSheet, answer_with
from services.registration.web.admin.kit.route import StaffRequest


async def print_participants(request: StaffRequest) -> Response[bytes]:
    """The sheet. People with a protected identity are counted and not printed."""
    organiser_id = request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        programme = await programmes.get(conn, organiser_id, cohort.programme_id)
        overview = await cohort_people.read(
            conn,
            organiser_id,
            cohort.id,
            sees_protected=request.caller.sees_protected,
            selection="yes",
            limit=MOST_ROWS,
        )
    texts, files = request.words.staff_cohort, request.words.staff_files
    printed = [one for one in overview.people if not one.protected_identity]
    hidden = len(overview.people) - len(printed)
    return await answer_with(
        request,
        PrintSheet(
            name="participants",
            title=files.participants_of.format(programme=programme.title),
            subject=("cohort", cohort.id),
            lines=(cohort.name, files.coming_one if len(overview.people) == 1 else files.coming.format(n=len(overview.people))),
            headings=("", files.columns["name"], files.columns["organisation"], files.columns["role"], texts.answer),
            widths=(1, 6, 6, 5, 3),
            rows=[
                (
                    str(number),
                    one.name,
                    one.organisation or "",
                    one.role or "",
                    texts.answers_waiting if one.is_waiting else texts.answers["yes"],
                )
                for number, one in enumerate(printed, 1)
            ],
            notes=(files.hidden_one if hidden == 1 else files.hidden.format(n=hidden),) if hidden else (),
            people=len(printed),
        ),
    )  # fmt: skip
