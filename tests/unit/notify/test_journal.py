"""The file of accepted mails that outlives a killed worker."""

import os
import stat

from services.notify.actions.journal import AcceptedMail, Journal
from tests.support.notify import an_id

ONE, TWO = an_id("one"), an_id("two")


def left_in(folder):
    return [mail for left in Journal(folder).of_others() for mail in left.mails]


def test_a_journal_without_a_folder_does_nothing(tmp_path):
    journal = Journal(None)
    journal.accepted(ONE, 0, "250 ok")
    journal.all_marked()
    journal.close()

    assert journal.of_others() == []
    assert list(tmp_path.iterdir()) == []


def test_what_a_worker_accepted_is_read_by_the_next(tmp_path):
    first = Journal(tmp_path / "journal")
    first.accepted(ONE, 0, "250 2.0.0 queued\r\nas q1")
    first.accepted(TWO, 3, "250 ok")

    assert left_in(tmp_path / "journal") == [
        AcceptedMail(ONE, 0, "250 2.0.0 queued as q1"),
        AcceptedMail(TWO, 3, "250 ok"),
    ]


def test_it_is_readable_by_its_owner_alone(tmp_path):
    Journal(tmp_path / "journal").accepted(ONE, 0, "250 ok")

    [file] = (tmp_path / "journal").iterdir()
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)]
    assert modes == [0o700, 0o600]


def test_what_the_ledger_has_is_forgotten_and_a_clean_stop_leaves_no_file(tmp_path):
    journal = Journal(tmp_path)
    journal.accepted(ONE, 0, "250 ok")
    journal.all_marked()
    assert left_in(tmp_path) == []
    journal.accepted(TWO, 0, "250 ok")
    assert [mail.delivery_id for mail in left_in(tmp_path)] == [TWO]

    journal.all_marked()
    journal.close()
    assert not journal._path.exists()


def test_what_could_not_be_marked_stays_for_the_next_after_a_stop(tmp_path):
    journal = Journal(tmp_path)
    journal.accepted(ONE, 0, "250 ok")
    journal.close()

    assert [mail.delivery_id for mail in left_in(tmp_path)] == [ONE]


def test_the_file_of_a_living_worker_is_read_and_stays_and_that_of_a_dead_one_goes(tmp_path):
    living, dead, reader = Journal(tmp_path), Journal(tmp_path), Journal(tmp_path)
    for journal in (living, dead):
        journal.accepted(ONE, 0, "250 ok")
    dead.close()

    for left in reader.of_others():
        assert len(left.mails) == 1
        left.remove()

    assert living._path.exists()
    assert not dead._path.exists()


def test_what_is_written_after_it_was_read_is_not_removed_unread(tmp_path):
    dying, reader = Journal(tmp_path), Journal(tmp_path)
    dying.accepted(ONE, 0, "250 ok")
    [left] = reader.of_others()
    dying.accepted(TWO, 0, "250 ok")
    dying.close()

    left.remove()

    assert [mail.delivery_id for mail in reader.of_others()[0].mails] == [ONE, TWO]


def test_a_line_that_is_cut_off_and_a_foreign_one_are_left_out(tmp_path):
    journal = Journal(tmp_path)
    journal.accepted(ONE, 0, "250 ok")
    os.write(journal._file, b"nonsense\n" + ONE.hex[:20].encode())

    assert left_in(tmp_path) == [AcceptedMail(ONE, 0, "250 ok")]


def test_a_full_disk_stops_no_mail(tmp_path, monkeypatch):
    journal = Journal(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    journal.accepted(ONE, 0, "250 ok")
