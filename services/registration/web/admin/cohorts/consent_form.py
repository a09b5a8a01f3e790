"""The text that participants of a cohort agree to."""

from services.registration.actions.cohorts import set_consent
from services.registration.store import cohorts, questions
from services.registration.store.transaction import reading
from services.registration.web.admin.cohorts.cohort_fields import cohort_path
from services.registration.web.admin.cohorts.question_forms import leave_to_questions
from services.registration.web.admin.cohorts.steps import pages
from services.registration.web.admin.kit.edit_form import EditForm, FormButton, FormSection
from services.registration.web.admin.kit.editing import Editable
from services.registration.web.admin.kit.form_reader import FormReader, text_value
from services.registration.web.admin.kit.route import StaffRequest
from services.registration.web.kit.forms.fields import Field


async def _load_consent(request: StaffRequest) -> Editable:
    texts, organiser_id = request.words.staff_questions, request.caller.organiser_id
    async with reading(request.pool) as conn:
        cohort = await cohorts.get(conn, organiser_id, request.id)
        consent = await questions.find_consent(conn, organiser_id, cohort.id)
    labels = texts.consent_labels
    form = EditForm(
        title=texts.consent_heading,
        meta=cohort.name,
        action=request.address(f"/omgangar/{cohort.id}/samtycke"),
        sections=(
            FormSection(
                id="text-och-engelska",
                fields=tuple(Field(name=name, label=labels[name], kind="long") for name in labels),
            ),
        ),
        follows=texts.consent_follows,
        buttons=(FormButton(text=texts.consent_button),),
        leave=leave_to_questions(request, cohort),
        path=cohort_path(request, cohort),
    )
    values = {"text": text_value(consent.text), "text_en": text_value(consent.text_en)}
    return Editable(form=form, values=values, version=consent.version, id=cohort.id)


async def _set_consent(request: StaffRequest, reader: FormReader, _: int | None) -> str:
    text, text_en = reader.long_text("text"), reader.long_text("text_en")
    if text_en and not text:
        reader.error("text", "missing")
    reader.check()
    await set_consent.set_consent(request.pool, request.caller, request.id, text=text, text_en=text_en)
    return f"/omgangar/{request.id}/fragor?om=sparat"


show_consent, save_consent = pages(_load_consent, _set_consent)
