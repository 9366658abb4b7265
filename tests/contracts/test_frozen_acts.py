"""Frozen acts: every act and version ever stored still loads and still means the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from domain.log.events import ACTS, Event
from domain.log.plain import plain
from tests.contracts.frozen import FOLDER, Sample, current_topics, freeze, mapper, samples
from tests.contracts.samples import SAMPLES

FROZEN = samples()
every_sample = pytest.mark.parametrize("sample", FROZEN, ids=lambda sample: sample.topic)


def as_json(event: Event) -> Any:
    return json.loads(json.dumps(plain(event)))


def says_at_least(found: Any, frozen: Any) -> bool:
    """Say whether all that was frozen is found; fields added since then may come on top."""
    if isinstance(frozen, dict) and isinstance(found, dict):
        return all(name in found and says_at_least(found[name], frozen[name]) for name in frozen)
    return bool(found == frozen)


def test_every_act_the_streams_store_has_a_frozen_sample() -> None:
    missing = current_topics() - {sample.topic for sample in FROZEN}

    assert not missing, f"run `python -m tests.contracts.freeze` for {sorted(missing)}"


def test_every_act_the_streams_store_has_a_builder() -> None:
    built = {ACTS.of_class(type(build())).topic for build in SAMPLES}

    assert built == current_topics()


@every_sample
def test_a_frozen_act_loads(sample: Sample) -> None:
    event = sample.load()

    assert sample.topic.startswith(f"{ACTS.of_class(type(event)).name}.")
    assert str(event.stream) == sample.meaning["stream_id"]


@every_sample
def test_a_frozen_act_of_the_newest_version_means_what_it_meant(sample: Sample) -> None:
    if sample.topic not in current_topics():
        pytest.skip("An older version means what its upcast makes of it.")

    assert says_at_least(as_json(sample.load()), sample.meaning)


@every_sample
def test_a_frozen_act_stored_again_is_the_same_act(sample: Sample) -> None:
    event = sample.load()

    assert mapper().to_domain_event(mapper().to_stored_event(event)) == event


def test_every_sample_has_its_meaning_beside_it() -> None:
    states = {file.stem for file in FOLDER.glob("*.bin")}

    assert states == {file.stem for file in FOLDER.glob("*.json")}


def test_freezing_writes_what_is_new_and_never_what_is_there(tmp_path: Path) -> None:
    event = SAMPLES[0]()

    written = freeze(event, tmp_path)

    assert written is not None
    before = written.read_bytes()
    written.write_bytes(before + b"marked")
    assert freeze(event, tmp_path) is None
    assert written.read_bytes() == before + b"marked"
    assert Sample.read(written).meaning == plain(event)


def test_a_changed_meaning_would_be_noticed() -> None:
    meaning = plain(SAMPLES[0]())
    changed = {**meaning, "fields": {**meaning["fields"], "province": 51}}

    assert says_at_least(meaning, meaning)
    assert says_at_least({**meaning, "added": 1}, meaning)
    assert not says_at_least(changed, meaning)
    assert not says_at_least(meaning, {**meaning, "added": 1})
