"""Every part of the benchmarks works at a tiny size, at which its figures mean nothing."""

import asyncio
import json
import subprocess
import sys

import pytest

from tests.support.installation import ROOT


@pytest.mark.timeout(240)
async def test_every_part_of_the_benchmarks_gives_figures(tmp_path):
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench", "--quick", "--into", str(tmp_path),
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()

    assert process.returncode == 0, output.decode()
    figures = json.loads((tmp_path / "bench.json").read_bytes())
    assert {figure["name"][0] for figure in figures} == set("abcdefghijk")
    assert {tuple(figure) for figure in figures} == {
        ("name", "value", "unit", "ratio", "against", "goal", "met")
    }
    assert "</svg>" in (tmp_path / "bench.svg").read_text(encoding="utf-8")
