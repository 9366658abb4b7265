"""Files of a backup: whole or refused, wherever they were cut or changed."""

from pathlib import Path

import pytest

from projections.backup.pieces import BackupWrong, read_piece, write_piece

ROWS = [[1, b"state", "Register.SurveyReceived.1", None], [2, b"", "ข้อความ", 7]]


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    assert write_piece(tmp_path / "piece", ROWS) == 2

    assert list(read_piece(tmp_path / "piece")) == ROWS


def test_no_rows_are_no_file(tmp_path: Path) -> None:
    assert write_piece(tmp_path / "piece", []) == 0

    assert list(tmp_path.iterdir()) == []


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "piece"
    write_piece(path, ROWS)
    whole = path.read_bytes()

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(BackupWrong, match="piece of the backup was cut off or changed"):
            list(read_piece(path))


def test_a_file_changed_anywhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "piece"
    write_piece(path, ROWS)
    whole = path.read_bytes()

    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BackupWrong):
            list(read_piece(path))


def test_who_dies_while_writing_leaves_no_file(tmp_path: Path) -> None:
    def rows() -> object:
        yield ROWS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_piece(tmp_path / "piece", rows())  # type: ignore[arg-type]

    assert not (tmp_path / "piece").exists()
