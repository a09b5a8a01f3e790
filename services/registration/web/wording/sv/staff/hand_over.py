"""Swedish: somebody else takes over a position."""

from typing import Final

from services.registration.web.wording.words.staff.hand_over import HandOverWords

HAND_OVER: Final = HandOverWords(
    heading="Någon annan tar över",
    about="Platser och obesvarade inbjudningar som hör till tjänsten följer med. Du ser vem som får vilket mejl innan något händer.",
    no_position="Personen har ingen tjänst som gäller nu eller framåt. Det finns inget att ta över.",
    position="Tjänst",
    starts_on="Efterträdarens första dag",
    starts_on_hint="Träffar från och med den dagen följer med. Dagen före är den sista för den som slutar.",
    who="Vem tar över?",
    successor="Någon som finns i registret",
    successor_hint="Namn eller e-post. Den som har skyddad identitet hittas inte.",
    somebody_new="Eller någon ny",
    somebody_new_about="Personen läggs till och får tjänsten. Lämna tomt om personen redan finns.",
    look="Visa vad som händer",
    look_again="Räkna om",
    confirm_heading="{name} tar över",
    changes_hands="{position}: {successor} har tjänsten från och med {day}. För {name} är dagen före den sista.",
    is_added="{successor} läggs till i registret.",
    registrations="Anmälningar som följer med: {n}. {successor} får träffarna med kalenderposter, och posterna tas bort hos {name}.",
    invitations="Obesvarade inbjudningar som följer med: {n}. Länken hos {name} slutar gälla, och {successor} bjuds in i stället.",
    left="Anmälningar som stannar hos {name}: {n}. {successor} har redan något som krockar.",
    nothing_follows="Ingen anmälan och ingen obesvarad inbjudan hör till tjänsten.",
    history="Det som har varit står kvar hos {name}: närvaro, svar och mejl.",
    do="Lämna över och skicka {n} mejl",
    do_one="Lämna över och skicka 1 mejl",
    do_none="Lämna över",
)
