"""Events of released versions decode: each shape has a sample for as long as such an event can be on its way."""

import typing
from pathlib import Path

import msgspec
import pytest

from shared import events

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))


def common_fields(sample, written):
    """The written event without the fields that the sample lacks, at any depth."""
    if isinstance(sample, dict):
        return {key: common_fields(value, written[key]) for key, value in sample.items()}
    if isinstance(sample, list) and len(sample) == len(written):
        return [common_fields(*pair) for pair in zip(sample, written, strict=True)]
    return written


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_event_of_a_released_version_decodes_without_losing_a_field(path):
    sample = msgspec.json.decode(path.read_bytes())

    event = msgspec.json.decode(path.read_bytes(), type=events.Event)

    written = msgspec.json.decode(msgspec.json.encode(event))
    assert common_fields(sample, written) == sample


def test_every_kind_of_event_has_a_sample():
    kinds = {str(kind.__struct_config__.tag) for kind in typing.get_args(events.Event)}

    assert {path.name.split(".")[0] for path in SAMPLES} == kinds


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_an_event_with_an_unknown_field_decodes(path):
    sample = msgspec.json.decode(path.read_bytes()) | {"added_later": {"x": 1}}

    assert msgspec.json.decode(msgspec.json.encode(sample), type=events.Event)


def test_an_event_of_an_unknown_kind_is_refused():
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"kind": "later"}', type=events.Event)
