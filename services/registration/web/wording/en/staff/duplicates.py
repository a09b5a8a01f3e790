"""English: entries that may be one person."""

from typing import Final

from services.registration.web.wording.words.staff.duplicates import DuplicateWords

DUPLICATES: Final = DuplicateWords(
    heading="Duplicates",
    many="{n} pairs",
    one="1 pair",
    pairs="May be one person",
    about="The surest stand first. Pairs that are two people you leave as they are.",
    none="No duplicates. Those who seem to be one person will stand here.",
    columns=("One", "The other", "Why", "Compare"),
    reasons={
        "same_address": "The same address",
        "same_name_and_organisation": "The same name and organisation",
        "similar_address": "Almost the same address",
        "similar_name": "Almost the same name, the same organisation",
        "same_name": "The same name",
    },
    compare="Compare",
    compare_heading="Is it one person?",
    side_by_side="Side by side",
    entry_columns=("Detail", "Stays", "Goes into it"),
    turn="Change which one stays",
    sessions="Sessions",
    session_columns=("Session", "What happens"),
    no_sessions="The one that goes into the other has no seats.",
    outcomes={
        "moves": "The seat comes along",
        "both": "Both have it. One seat becomes free",
        "better": "The better seat stays, the other becomes free",
        "freed": "The seat becomes free: the person has one in the same choice",
    },
    follows="What follows",
    follows_items=(
        "Invitations, seats, answers, attendance and positions come to the one that stays.",
        "The one that stays keeps the address. Mails and calendar entries go there.",
        "At the other address the calendar entries are removed. The links there end.",
        "This cannot be undone.",
    ),
    merge="Merge into one person",
)
