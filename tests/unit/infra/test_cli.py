"""Which arguments the command line accepts, and which it refuses in one sentence."""

import contextlib

import pytest

from infra import cli


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    return ended.value.code


def test_the_help_lists_every_command(capsys):
    assert run("--help") == 0

    shown = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ")}
    promised = (
        "up registration notify migrate import export backup restore release organiser staff token resync replay"
        " check doctor erasures forget"
    )
    assert set(promised.split()) <= shown


def test_a_command_without_an_installation_suggests_the_option_data_dir(capsys, monkeypatch):
    monkeypatch.delenv("KALLELSE_DATABASE_URL", raising=False)

    assert run("migrate") == 1
    assert "--data-dir" in capsys.readouterr().err


def test_a_command_on_a_data_dir_where_nothing_runs_suggests_kallelse_up(capsys, tmp_path):
    assert run("migrate", "--data-dir", str(tmp_path)) == 1
    assert "kallelse up --data-dir" in capsys.readouterr().err


def test_an_invalid_date_is_refused_with_an_example(capsys):
    assert run("import", "x.toml", "--starting", "30 september") == 2
    assert "2026-09-30" in capsys.readouterr().err


def test_an_invalid_port_is_refused(capsys):
    assert run("up", "--port", "70000") == 2
    assert "65535" in capsys.readouterr().err


def test_the_options_scenario_and_empty_exclude_each_other(capsys):
    assert run("up", "--scenario", "x.toml", "--empty") == 2
    assert "not allowed with" in capsys.readouterr().err


def test_the_option_starting_requires_a_scenario(capsys, tmp_path):
    assert run("up", "--data-dir", str(tmp_path), "--starting", "2026-09-30") == 1
    assert "--scenario" in capsys.readouterr().err


def test_a_token_has_the_role_coordinator_by_default():
    with contextlib.suppress(SystemExit):
        options = cli._parser().parse_args(["token", "create", "--organiser", "prov", "--name", "x"])

    assert options.role == "coordinator"


def test_a_time_without_an_offset_is_read_as_swedish_time():
    summer = cli._parser().parse_args(["release", "--reminders-sent-until", "2026-07-01 03:10"])
    utc = cli._parser().parse_args(["release", "--reminders-sent-until", "2026-07-01T01:10:00+00:00"])

    assert summer.reminders_sent_until == utc.reminders_sent_until


def test_an_invalid_time_is_refused_with_an_example(capsys):
    assert run("release", "--reminders-sent-until", "i natt") == 2
    assert "2026-09-30 03:10" in capsys.readouterr().err
