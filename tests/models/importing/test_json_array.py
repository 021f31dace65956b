"""An array of objects is read piece by piece as it would be as a whole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.importing.json_array import NoArray, objects_of

OBJECTS = st.dictionaries(st.text(max_size=3), st.text(max_size=9) | st.integers() | st.none(), max_size=3)


@given(st.lists(OBJECTS, max_size=6), st.integers(1, 20), st.sampled_from([None, 2]))
def test_wherever_it_is_cut_the_same_objects_come(told: list[dict[str, object]], size: int, indent: int | None) -> None:
    text = json.dumps(told, indent=indent)
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    assert [json.loads(each) for each in objects_of(pieces)] == told


@pytest.mark.parametrize("text", [
    "", "{}", "[1]", "[{}", '[{"a": ', "[{} {}]", "[,{}]", "[" * 100_000, '[{"a": ' * 50_000])
def test_what_is_no_array_of_objects_is_refused(text: str) -> None:
    with pytest.raises(NoArray):
        list(objects_of([text]))


def test_what_came_before_a_broken_end_is_given() -> None:
    objects = objects_of(['[{"a": 1}, {"b'])
    assert next(objects) == '{"a": 1}'
    with pytest.raises(NoArray):
        next(objects)
