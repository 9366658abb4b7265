"""A shared folder holds each body's acts as they lie in the log, whole, and only what is new."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from domain.log import Log
from domain.register import LandRegistryReceived
from projections.cluster import FromShared, Shard, Shared, SharedWrong, shards_of
from projections.registers import Registers
from tests.domain.deliveries import delivery, facts, owner, parcel
from tests.projections.test_run import CODES, SINCE, fill


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "shared"


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def brought(folder: Path, registers: Registers) -> Sequence[Shard]:
    source = FromShared(url=folder.as_uri())
    return list(source.shards(registers, [[code] for code in CODES]))


def test_a_worker_reads_the_very_acts_the_log_holds(log: Log, shared: Path) -> None:
    registers = fill(log)

    shards = brought(shared, registers)

    held = {row for page in log.stored_pages(0) for row in page}
    read = set()
    for shard in shards:
        with Shared(shared.as_uri()).log_of(shard.files) as there:
            read |= {row for page in there.stored_pages(0) for row in page}
    assert read == held
    assert len(files(shared)) == len(CODES) + 1


def test_only_the_body_that_got_something_new_is_written_again(log: Log, shared: Path) -> None:
    registers = fill(log)
    before = brought(shared, registers)
    kept = files(shared)
    changed = {"owner": facts("owner", owner(100, 9, since=SINCE))}
    told = delivery({"parcel": facts("parcel", parcel(100, since=SINCE)), **changed}, file="d" * 64)
    decided = registers.register(CODES[0]).decide(LandRegistryReceived, told, confirmed=True)
    log.record(decided.events)

    after = brought(shared, registers)

    assert [one == two for one, two in zip(before, after, strict=True)] == [False, True, True]
    assert len(set(files(shared)) - set(kept)) == 1
    assert set(kept) <= set(files(shared))


@pytest.mark.parametrize("damage", ["cut", "gone", "changed"])
def test_a_damaged_file_is_refused_and_says_what_to_do(log: Log, shared: Path, damage: str) -> None:
    shard = brought(shared, fill(log))[0]
    path = shared / shard.files[1]
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(whole[:-9] if damage == "cut" else whole[:-1] + bytes([whole[-1] ^ 1]))

    with pytest.raises(SharedWrong) as refused:
        Shared(shared.as_uri()).log_of(shard.files)

    assert str(refused.value) == (
        f"{shard.files[1]} of the shared folder is damaged or missing. Delete it if it is there "
        "and run the command again, which writes it anew. Nothing was computed from it."
    )


def test_shards_hold_every_body_once_in_order_and_are_many_enough_for_the_threads(
    log: Log,
) -> None:
    fill(log)

    groups = shards_of(log, CODES, threads=1)

    assert [code for group in groups for code in group] == list(CODES)
    assert len(groups) == len(CODES)
