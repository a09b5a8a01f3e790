"""The folder tree in docs/architecture.md matches the folders, and class names are unique."""

import ast
import re
import subprocess
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# Folders whose inner order is their own: one for each kind of mail, each kind of asset, each kind of test.
CLOSED = {"services/notify/render/templates", "services/registration/web/templates", "services/registration/web/static",
          "infra/mailbox", "tests"}  # fmt: skip
# Nouns of the product: the same thing as a domain struct, an API resource, an event and a row of a scenario file.
NOUNS = {
    "Audience", "Cohort", "Condition", "Consent", "Contact", "Delivery", "Enquiry", "Erasure", "Invitation", "InvitationRule",
    "Mailing", "MailingTemplate", "OwnLetterText", "Option", "Organisation", "Organiser", "Person", "Position", "Programme", "Question", "Registration", "Seat", "Session",
}  # fmt: skip


def folders() -> set[str]:
    """Every folder with tracked files, down to the closed ones."""
    files = subprocess.run(
        ["git", "ls-files", "services", "shared", "infra", "tests"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")  # fmt: skip
    found = {str(parent) for file in files if file for parent in Path(file).parents if str(parent) != "."}
    return {
        folder
        for folder in found
        if folder != "services" and not any(folder.startswith(f"{closed}/") for closed in CLOSED)
    }


def folders_of_the_document() -> set[str]:
    """The folders of the tree in the document, by their indentation."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    picture = text.split("## Rooms", 1)[1].split("```text\n", 1)[1].split("```", 1)[0]
    path: list[str] = []
    found = set()
    for line in picture.splitlines():
        indent, name, description = re.fullmatch(r"( *)(\S+)/\s+(\S.*)", line).groups()
        path = [*path[: len(indent) // 2], name]
        found.add("/".join(path))
        assert description
    return found


def test_the_folder_tree_in_the_architecture_document_is_current():
    assert folders_of_the_document() == folders()


def test_class_names_are_unique_except_for_nouns_of_the_product():
    places = defaultdict(list)
    for part in ("services", "shared", "infra"):
        for path in sorted((ROOT / part).rglob("*.py")):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(str(path.relative_to(ROOT)))

    assert {name: found for name, found in places.items() if len(found) > 1 and name not in NOUNS} == {}
