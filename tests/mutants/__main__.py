"""`python -m tests.mutants [--only PATH] [--sample NUMBER]`: change the domain and run the tests that reach the change.

A change that no test notices is printed: either a test is missing, or the change makes no difference. Only tests without
a database (unit, contract) are run, and of these the ones that run the changed line.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

import coverage

from tests.mutants import trial
from tests.mutants.changes import Change, changes
from tests.mutants.trial import ROOT

TESTS = ("tests/unit", "tests/contract")
SECONDS = 120.0


def reached() -> dict[str, dict[int, set[str]]]:
    """The tests that run each line, by file and line; line 0 stands for any line of the file."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "coverage.toml"
        config.write_text(
            f'[tool.coverage.run]\nsource = ["services"]\ndata_file = "{folder}/data"\n[tool.coverage.report]\nfail_under = 0\n'
        )
        code = trial.run(TESTS, "--cov", f"--cov-config={config}", "--cov-context=test", "--cov-report=")
        if code != 0:
            sys.exit(f"the tests fail without any change: type  pytest {' '.join(TESTS)}")
        data = coverage.CoverageData(f"{folder}/data")
        data.read()
        return {
            str(Path(name).relative_to(ROOT)): _by_line(data.contexts_by_lineno(name))
            for name in data.measured_files()
        }


def _by_line(contexts: dict[int, list[str]]) -> dict[int, set[str]]:
    lines = {line: {name.partition("|")[0] for name in names if name} for line, names in contexts.items()}
    return lines | {0: set().union(*lines.values())}


def chosen(only: str, sample: int | None) -> list[Change]:
    found = [
        change
        for path in sorted(ROOT.glob("services/*/domain/**/*.py"))
        if (name := str(path.relative_to(ROOT))).startswith(only)
        for change in changes(name, path.read_text(encoding="utf-8"))
    ]
    # A fixed seed, so that two runs can be compared.
    return found if sample is None or sample >= len(found) else random.Random(9).sample(found, sample)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--only", default="services", metavar="PATH", help="only files that begin so")
    parser.add_argument(
        "--sample", type=int, metavar="NUMBER", help="so many of the changes, chosen at random"
    )
    options = parser.parse_args()
    trial.warm_up()
    tried = chosen(options.only, options.sample)
    lines = reached()
    counts: Counter[str] = Counter()
    for number, change in enumerate(tried, start=1):
        of_file = lines.get(change.path, {})
        # A line that runs only at import belongs to no test: all tests of the file are run.
        tests = sorted(of_file.get(change.line) or of_file.get(0, set()))
        verdict = trial.judge(change, tests, seconds=SECONDS) if tests else "unreached"
        counts[verdict] += 1
        if verdict in {"unnoticed", "unreached"}:
            print(f"{number}/{len(tried)} {verdict}: {change}", flush=True)
    noticed = counts["noticed"] + counts["endless"]
    print(f"{noticed} of {len(tried)} changes noticed ({noticed / len(tried):.1%}): {dict(counts)}")


if __name__ == "__main__":
    main()
