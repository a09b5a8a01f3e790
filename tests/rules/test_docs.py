"""The documents name what exists: paths, links, commands, settings, URLs, rule numbers, words of the code.

What counts as a path in backticks: text without blanks whose first part is an entry of the project's root (`services/…`,
`Makefile`), or a bare file name with one of the endings of our sources. `<kind>` and `*` stand for any one part of a
name, so at least one file has to match. `path.py::name` must also have that name in the file.
"""

import argparse
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from infra.cli import _parser
from tests.rules.test_house import settings_fields

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLE = ROOT / "docs/operate/kallelse.env.example"
MOST_LINES_OF_README = 120

ENDINGS = (
    ".py",
    ".sql",
    ".html",
    ".css",
    ".md",
    ".toml",
    ".service",
    ".yaml",
    ".Containerfile",
    ".sh",
)
TOP = {path.name for path in ROOT.iterdir() if not path.name.startswith(".venv")} - {"build", ".kallelse"}
FILES = [
    *(path for part in ("services", "shared", "infra", "tests", "docs") for path in (ROOT / part).rglob("*"))
]
SOURCES = [path for path in sorted(FILES) if path.suffix in {".py", ".sql", ".html", ".css"}]
# Fenced blocks are commands only where the fence says so.
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
# A citation in a comment, a docstring or a document; the word before it names the cited document.
CITED = re.compile(r"rules? (\d+b?(?:(?:, | and | to )\d+b?)*)")


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """A document without its fenced blocks."""
    return FENCE.sub("", text(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def spans(path: Path) -> Iterator[str]:
    yield from SPAN.findall(prose(path))


def shell_lines(path: Path) -> Iterator[str]:
    """Every line that a reader is to type, continued lines joined."""
    for _, language, block in FENCE.findall(text(path)):
        if language == "sh":
            yield from block.replace("\\\n", " ").splitlines()


def rules(document: str) -> set[str]:
    """The numbers of its headings: `### 8b What every message carries`, `### 3. PostgreSQL …`."""
    return set(re.findall(r"^### (\d+b?)\.? ", text(ROOT / document), re.MULTILINE))


# Paths and links.


def is_a_path(span: str) -> bool:
    if re.search(r"[\s…=(){}|'\"$]", span.partition("::")[0]) or span.startswith(("/", "-", ".")):
        return False
    first, slash, _ = span.partition("/")
    if slash:
        return first in TOP
    return first in TOP or (span.endswith(ENDINGS) and not span.startswith("*"))


def exists(span: str) -> bool:
    path, _, symbol = span.partition("::")
    pattern = re.sub(r"<[^<>/]+>", "*", path).rstrip("/")
    found = list(ROOT.glob(pattern)) if "/" in pattern or pattern in TOP else []
    if "/" not in pattern and not found:
        found = [file for file in FILES if file.match(pattern)]
    return bool(found) and (not symbol or any(re.search(rf"\b{symbol}\b", text(file)) for file in found))


def test_every_path_in_a_document_exists():
    wrong = [
        f"{name(path)}: {word}"
        for path in DOCUMENTS
        for span in spans(path)
        for word in (span.split() if span.startswith(".venv/bin/pytest ") else [span])
        if is_a_path(word) and not exists(word)
    ]

    assert wrong == []


def anchors(path: Path) -> set[str]:
    """The headings' anchors, as GitHub and most others make them."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(path: Path, link: str) -> bool:
    target, _, anchor = link.partition("#")
    there = (path.parent / target).resolve() if target else path
    return there.exists() and (not anchor or anchor in anchors(there))


def test_every_relative_link_in_a_document_has_a_target():
    links = [
        (path, link)
        for path in DOCUMENTS
        for link in re.findall(r'\]\(([^)\s]+)\)|src="([^"]+)"', prose(path))
    ]
    wrong = [
        f"{name(path)}: {link}"
        for path, either in links
        for link in either
        if link and not link.startswith(("https:", "http:", "mailto:")) and not leads_somewhere(path, link)
    ]

    assert len(links) > 50
    assert wrong == []


def test_every_document_is_reached_from_the_index():
    reached: set[Path] = set()
    new = {ROOT / "docs/README.md"}
    while new:
        reached |= new
        new = {
            target
            for path in new
            if path.suffix == ".md"
            for link in re.findall(r"\]\(([^)#\s]+)", prose(path))
            if (target := (path.parent / link).resolve()).is_relative_to(ROOT / "docs")
        } - reached

    assert {*(ROOT / "docs").rglob("*.md"), EXAMPLE} - reached == set()


def test_the_readme_keeps_to_its_line_limit():
    assert len(text(ROOT / "README.md").splitlines()) <= MOST_LINES_OF_README


# Commands.


def test_every_make_target_in_a_document_exists():
    targets = set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))
    named = [
        (path, target)
        for path in DOCUMENTS
        for line in (*spans(path), *shell_lines(path))
        for target in re.findall(r"^make ([a-z]+)", line)
    ]

    assert [f"{name(path)}: make {target}" for path, target in named if target not in targets] == []


def commands(path: Path) -> Iterator[list[str]]:
    """Every `kallelse …` in a document, as words, without the surrounding shell syntax."""
    for line in (*spans(path), *shell_lines(path)):
        for found in re.findall(r"(?:^|[ (])kallelse ([^|>;)]*)", line):
            yield shlex.split(found.replace("…", ""), comments=True)


def of_subcommand(
    parser: argparse.ArgumentParser, words: list[str]
) -> tuple[argparse.ArgumentParser, list[str]]:
    """The parser of the command that the words name, and the words left as its arguments."""
    group = next((a for a in parser._actions if isinstance(a, argparse._SubParsersAction)), None)
    if group is None or not words or words[0].startswith("-"):
        return parser, words
    return of_subcommand(group.choices[words[0]], words[1:]) if words[0] in group.choices else (parser, words)


def test_every_kallelse_command_and_option_in_a_document_exists():
    wrong = []
    kallelse = _parser()
    for path in DOCUMENTS:
        for words in commands(path):
            parser, left = of_subcommand(kallelse, words)
            takes_no_more = any(isinstance(a, argparse._SubParsersAction) for a in parser._actions)
            options = {option for action in parser._actions for option in action.option_strings}
            unknown = [word for word in left if word.startswith("-") and word not in options]
            if unknown or (takes_no_more and left and not left[0].startswith("-")):
                wrong.append(f"{name(path)}: kallelse {shlex.join(words)}")

    assert wrong == []


def test_every_python_module_that_a_document_runs_exists():
    named = [
        (path, module)
        for path in DOCUMENTS
        for line in (*spans(path), *shell_lines(path))
        for module in re.findall(r"python3? -m ((?:tests|services|infra)[\w.]*)", line)
    ]

    assert [
        f"{name(path)}: {module}"
        for path, module in named
        if not any((ROOT / (module.replace(".", "/") + end)).exists() for end in ("/__main__.py", ".py"))
    ] == []


def test_every_api_url_in_a_document_is_a_listed_route():
    listed = re.sub(r":\w+}", "}", text(ROOT / "tests/rules/routes.txt")).splitlines()
    wrong = [
        f"{name(path)}: {span}"
        for path in DOCUMENTS
        for span in spans(path)
        if re.match(r"(GET|POST|PUT|PATCH|DELETE) /api/", span)
        and " ".join(re.split(r"[ ?]", span)[:2]) not in listed
    ]

    assert wrong == []


# Settings.


@cache
def known_variables() -> set[str]:
    """Settings of the services, and what commands and tests read by name."""
    read = {
        found
        for path in SOURCES
        if path.suffix == ".py"
        for found in re.findall(r"\"(KALLELSE_[A-Z_]+)\"", text(path))
    }
    return settings_fields() | read | {"KALLELSE_REGISTRATION_PASSWORD", "KALLELSE_NOTIFY_PASSWORD"}


def test_every_environment_variable_in_a_document_is_read_by_the_code():
    named = {
        f"{name(path)}: {found}"
        for path in (*DOCUMENTS, EXAMPLE)
        for found in re.findall(r"KALLELSE_[A-Z_]+[A-Z]", text(path))
        if found not in known_variables()
    }

    assert named == set()


def test_every_setting_has_a_row_in_the_settings_document():
    described = set(
        re.findall(r"^\| `(KALLELSE_\w+)` \|", text(ROOT / "docs/operate/settings.md"), re.MULTILINE)
    )

    assert settings_fields() - described == set()


def test_the_example_env_file_lists_exactly_the_settings():
    named = re.findall(r"^#?(KALLELSE_\w+)=", text(EXAMPLE), re.MULTILINE)

    assert sorted(named) == sorted(settings_fields())


# Rules and words.


@cache
def citations() -> list[tuple[str, str, str]]:
    """Every place that cites rules: the file, the word before (`architecture`, `calendar`), the numbers."""
    return [
        (name(path), text(path)[: found.start()].split()[-1].strip('("#'), found[1])
        for path in (*SOURCES, *DOCUMENTS)
        if path != Path(__file__)
        for found in CITED.finditer(text(path))
    ]


def unknown(document: str, which: str) -> list[str]:
    known = rules(document)
    return [
        f"{where}: {which} rule {number}"
        for where, kind, numbers in citations()
        if kind == which
        for number in re.findall(r"\d+b?", numbers)
        if number not in known
    ]


def test_every_architecture_rule_that_is_cited_exists():
    assert len(rules("docs/architecture.md")) == 10
    assert any(kind == "architecture" for _, kind, _ in citations())
    assert unknown("docs/architecture.md", "architecture") == []


def test_every_calendar_rule_that_is_cited_exists():
    assert len(rules("docs/calendar-rules.md")) >= 28
    assert any(kind == "calendar" for _, kind, _ in citations())
    assert unknown("docs/calendar-rules.md", "calendar") == []


def test_no_rule_is_cited_without_its_document():
    # A migration that has been released is never edited, so its comments keep the words of their time. `5,` is the
    # section of an RFC; the documents cite their own rules.
    wrong = [
        f"{where}: {kind} rule {numbers}"
        for where, kind, numbers in citations()
        if kind not in {"architecture", "calendar", "5,"}
        and "/migrations/" not in where
        and not where.startswith("docs/")
    ]

    assert wrong == []


def test_every_code_word_of_the_vocabulary_is_in_the_code():
    code = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in {"services", "shared"}]
    words = set(re.findall(r"\w+", "\n".join(map(text, code))))
    product = text(ROOT / "docs/vocabulary.md").partition("### Reserved words")[0]
    columns = [line.split("|")[3] for line in product.splitlines() if line.startswith("| ")]
    named = [word for column in columns for word in SPAN.findall(column)]

    assert len(named) > 60
    assert [word for word in named if word not in words] == []


def test_decisions_are_numbered_in_order_and_have_the_same_four_headings():
    pages = sorted((ROOT / "docs/decisions").glob("0*.md"))
    headings = ["Context", "Choice", "Rejected", "Look again when"]

    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    assert [
        name(page)
        for page in pages
        if re.findall(r"^## (.+)$", text(page), re.MULTILINE) != headings
        or not text(page).startswith(f"# {page.name[:4]} ")
    ] == []
