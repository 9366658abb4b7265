"""A log that was changed, shortened or added to in the middle is found out, and where."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import pytest

from domain.local_body import LocalBody, Signed
from domain.log import Log, open_log
from domain.log.stream_ids import Kind, stream_id
from projections.evidence import (
    Checkpoint,
    CheckpointWrong,
    Evidence,
    open_evidence,
    prove,
    public_key_of,
)
from projections.evidence.hashes import leaf_of, node_of, path_of, root_by_path, root_of
from projections.evidence.inclusion import NotProvable

KEY = bytes(range(32))
PUBLIC = public_key_of(KEY)
AT = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
BY = Signed(officer="officer-1", at=AT)
BODY = 5200203


def extended(log: Log, count: int) -> None:
    """Record acts of one stream, one transaction each."""
    body = LocalBody.replay(BODY, log.stream(stream_id(Kind.LOCAL_BODY, BODY)))
    if body.joined is None:
        act = body.join(name_th="เทศบาล", name_en="", kind="TAO", province=20, by=BY)
        log.record([act])
        body = LocalBody.replay(BODY, log.stream(body.stream))
    for _ in range(count):
        act_of_s14 = body.extend_calendar(
            tax_year=2569, step="pay", until=date(2026, 6, 30), instrument="n", by=BY
        )
        log.record([act_of_s14])
        body.version += 1


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Log, Evidence, Path]:
    path = tmp_path / "log.sqlite"
    evidence = open_evidence(f"sqlite:///{tmp_path / 'evidence.sqlite'}")
    return open_log(f"sqlite:///{path}"), evidence, path


def read(note: str) -> Checkpoint:
    return Checkpoint.read(note, PUBLIC)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 15, 16, 17, 33, 100])
def test_the_kept_tree_has_the_root_of_the_standard(size: int) -> None:
    leaves = [bytes([number]) * 32 for number in range(size)]

    def whole(start: int, end: int) -> bytes:
        if end - start == 1:
            return leaves[start]
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        return node_of(whole(start, middle), whole(middle, end))

    root = root_of(size, whole)

    assert root == whole(0, size)
    for leaf in range(size):
        path = path_of(leaf, size, whole)
        assert root_by_path(leaves[leaf], leaf, size, path) == root
        assert root_by_path(leaves[leaf], leaf, size, [*path, root]) is None
        assert root_by_path(leaves[leaf], (leaf + 1) % (size + 1), size, path) != root


def test_every_act_is_proved_under_every_later_checkpoint(
    kept: tuple[Log, Evidence, Path],
) -> None:
    log, evidence, _ = kept
    stream = stream_id(Kind.LOCAL_BODY, BODY)
    for upto in (3, 16, 17, 40):
        extended(log, upto - evidence.size() - (evidence.size() == 0))
        note = evidence.checkpoint(log, key=KEY, at=AT)
        head = read(note)
        assert head.size == upto
        for version in range(1, upto + 1):
            proof = prove(
                evidence, log, stream=stream, version=version, checkpoint=note, public=PUBLIC
            )
            root = root_by_path(leaf_of(proof.row), proof.leaf, proof.size, proof.path)
            assert root == head.root


def test_an_act_after_the_checkpoint_is_not_proved_by_it(
    kept: tuple[Log, Evidence, Path],
) -> None:
    log, evidence, _ = kept
    extended(log, 3)
    note = evidence.checkpoint(log, key=KEY, at=AT)
    extended(log, 1)
    evidence.follow(log)

    with pytest.raises(NotProvable, match="ask again after the next checkpoint"):
        prove(
            evidence,
            log,
            stream=stream_id(Kind.LOCAL_BODY, BODY),
            version=5,
            checkpoint=note,
            public=PUBLIC,
        )


def test_nothing_is_wrong_with_a_log_nobody_touched(kept: tuple[Log, Evidence, Path]) -> None:
    log, evidence, _ = kept
    for more in (2, 5, 30):
        extended(log, more)
        evidence.checkpoint(log, key=KEY, at=AT)
    extended(log, 4)

    found = list(evidence.tampered(log, [read(note) for note in evidence.checkpoints()]))

    assert found == []
    assert len(evidence.checkpoints()) == 3


def test_each_of_many_random_changes_is_located(kept: tuple[Log, Evidence, Path]) -> None:
    log, evidence, path = kept
    extended(log, 40)
    notes = [read(evidence.checkpoint(log, key=KEY, at=AT))]
    seed = 20_260_701
    chance = Random(seed)
    other = sqlite3.connect(path, isolation_level=None)
    columns = "rowid, originator_version, topic, state"
    rows = other.execute(f"SELECT {columns} FROM stored_events ORDER BY rowid").fetchall()
    for _ in range(150):
        number, version, topic, state = chance.choice(rows)
        what = chance.choice(["state", "topic", "version"])
        flipped = bytearray(state)
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        changed = {
            "state": (version, topic, bytes(flipped)),
            "topic": (version, topic[:-1] + "x", state),
            "version": (version + 1_000, topic, state),
        }[what]
        statement = "UPDATE stored_events SET originator_version=?, topic=?, state=? WHERE rowid=?"
        other.execute(statement, (*changed, number))

        (found,) = evidence.tampered(log, notes)

        assert (found.position, found.what) == (number, "the act was changed"), f"seed {seed}"
        other.execute(statement, (version, topic, state, number))
    other.close()
    assert list(evidence.tampered(log, notes)) == []


def test_acts_taken_away_are_missed(kept: tuple[Log, Evidence, Path]) -> None:
    log, evidence, path = kept
    extended(log, 20)
    notes = [read(evidence.checkpoint(log, key=KEY, at=AT))]
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("DELETE FROM stored_events WHERE rowid = 21")

    (at_the_end,) = evidence.tampered(log, notes)
    other.execute("DELETE FROM stored_events WHERE rowid = 7")
    (inside,) = evidence.tampered(log, notes)
    other.close()

    assert at_the_end.what == "the log ends before the 1 last acts"
    assert (inside.position, inside.what) == (7, "an act that was here is gone")


def test_a_log_and_its_kept_leaves_changed_together_contradict_the_checkpoint(
    kept: tuple[Log, Evidence, Path], tmp_path: Path
) -> None:
    log, evidence, path = kept
    extended(log, 20)
    notes = [read(evidence.checkpoint(log, key=KEY, at=AT))]
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("UPDATE stored_events SET topic = topic || 'x' WHERE rowid = 5")
    other.close()
    remade = open_evidence(f"sqlite:///{tmp_path / 'remade.sqlite'}")
    remade.follow(log)

    (found,) = remade.tampered(log, notes)

    assert found.what == "an act up to here is not what the checkpoint was signed over"


def test_a_checkpoint_of_another_key_or_another_text_is_refused(
    kept: tuple[Log, Evidence, Path],
) -> None:
    log, evidence, _ = kept
    extended(log, 3)
    note = evidence.checkpoint(log, key=KEY, at=AT)

    with pytest.raises(CheckpointWrong, match="signature"):
        Checkpoint.read(note, public_key_of(bytes(32)))
    with pytest.raises(CheckpointWrong, match="signature"):
        read(note.replace("\n4\n", "\n5\n"))
    with pytest.raises(CheckpointWrong, match="not a checkpoint"):
        read("hello")


def test_a_follower_killed_between_pages_goes_on_where_it_was(
    kept: tuple[Log, Evidence, Path], tmp_path: Path
) -> None:
    log, evidence, _ = kept
    whole = open_evidence(f"sqlite:///{tmp_path / 'whole.sqlite'}")
    for more in (1, 14, 1, 1, 250):
        extended(log, more)
        evidence.follow(log)
    whole.follow(log)

    assert read(evidence.checkpoint(log, key=KEY, at=AT)) == read(
        whole.checkpoint(log, key=KEY, at=AT)
    )
