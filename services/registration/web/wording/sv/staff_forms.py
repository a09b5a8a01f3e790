"""Swedish: what forms for staff share."""

from typing import Final

from services.registration.web.wording.words.staff_forms import StaffFormWords

FORMS: Final = StaffFormWords(
    not_saved="Inget är sparat än",
    somebody_changed="Någon annan har sparat en ändring medan du skrev",
    changed_by="{name} har sparat en ändring medan du skrev",
    changed_elsewhere="Det som är ändrat står inte i det här formuläret. Spara igen om ditt ska gälla.",
    now_is="Nu står det: {value}.",
    empty="inget",
    taken_over="{label} är ändrat, och det är taget med här. {said}",
    both_changed="{label} har ni båda ändrat. {said} Din text är kvar: spara igen om den ska gälla.",
    look_at="Att se över",
    leave="Avbryt",
    save="Spara",
    saved="Det är sparat",
    yes_no={"yes": "Ja", "no": "Nej"},
    not_said="Inget valt",
    faults={
        "title/missing": "Skriv en rubrik.",
        "name/missing": "Skriv ett namn, till exempel Omgång 2027.",
        "slug/twice": "Adressen används av en annan omgång. Skriv en annan.",
        "slug/not_allowed": "Skriv bara små bokstäver a till z, siffror och bindestreck.",
        "starts/not_a_date": "Skriv ett klockslag, till exempel 9.00.",
        "ends/not_a_date": "Skriv ett klockslag, till exempel 12.00.",
        "ends/missing": "Skriv när det slutar.",
        "starts/missing": "Skriv när det börjar, eller töm när det slutar.",
        "day/missing": "Skriv vilken dag, till exempel 2027-01-20.",
        "ends_at/before_start": "Träffen måste sluta efter att den har börjat.",
        "ends_on/before_start": "Sista dagen måste komma efter den första.",
        "audience_id/missing": "Välj vilka som ska bjudas in.",
        "session_ids/missing": "Välj minst en träff.",
        "session_ids/not_a_choice": "Välj bland omgångens träffar.",
        "options/missing": "Skriv minst ett alternativ, ett på varje rad.",
        "options/twice": "Två alternativ är likadana.",
        "reminders/not_a_choice": "Skriv en påminnelse på varje rad, till exempel 7 dagar eller 24 timmar.",
        "answer/missing": "Välj ja, nej eller ersättare.",
        "substitute_name/missing": "Skriv ersättarens namn.",
        "substitute_email/missing": "Skriv ersättarens e-postadress.",
        "dates/missing": "Välj minst ett datum.",
        "first_session_on/missing": "Skriv när den första träffen ska vara.",
    },
)
