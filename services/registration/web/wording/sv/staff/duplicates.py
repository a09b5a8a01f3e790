"""Swedish: entries that may be one person."""

from typing import Final

from services.registration.web.wording.words.staff.duplicates import DuplicateWords

DUPLICATES: Final = DuplicateWords(
    heading="Dubbletter",
    many="{n} par",
    one="1 par",
    pairs="Kan vara samma person",
    about="De säkraste står först. Par som är två olika personer lämnar du som de är.",
    none="Inga dubbletter. Här står de som ser ut att vara samma person.",
    columns=("Den ena", "Den andra", "Varför", "Jämför"),
    reasons={
        "same_address": "Samma adress",
        "same_name_and_organisation": "Samma namn och organisation",
        "similar_address": "Nästan samma adress",
        "similar_name": "Nästan samma namn, samma organisation",
        "same_name": "Samma namn",
    },
    compare="Jämför",
    compare_heading="Är det samma person?",
    side_by_side="Sida vid sida",
    entry_columns=("Uppgift", "Blir kvar", "Går in i den"),
    turn="Byt vilken som blir kvar",
    sessions="Träffar",
    session_columns=("Träff", "Vad som händer"),
    no_sessions="Den som går in i den andra har inga platser.",
    outcomes={
        "moves": "Platsen följer med",
        "both": "Båda har den. En plats blir ledig",
        "better": "Den bättre platsen blir kvar, den andra blir ledig",
        "freed": "Platsen blir ledig: personen har redan en i samma val",
    },
    follows="Det här händer",
    follows_items=(
        "Inbjudningar, platser, svar, närvaro och tjänster kommer till den som blir kvar.",
        "Den som blir kvar behåller sin adress. Mejl och kalenderposter går dit.",
        "Vid den andra adressen tas kalenderposterna bort. Länkarna dit slutar gälla.",
        "Det går inte att ångra.",
    ),
    merge="Slå ihop till en person",
)
