"""Everything that ever was a find, or reached a corner, is tried again; and the small fuzzer finds what is there."""

import pytest

from tests.fuzz.corpus_files import CORPUS, PROJECT, inputs_of
from tests.fuzz.mutation import explore
from tests.fuzz.targets import TARGETS

SIZE_MAX = 2000
COUNT_MAX = 200


@pytest.mark.parametrize("target", TARGETS)
def test_the_whole_corpus_of_a_target_finds_nothing(target: str) -> None:
    failed = {}
    for name, data in inputs_of(target).items():
        try:
            TARGETS[target](data)
        except Exception as error:  # noqa: BLE001 - whichever it is, its file is to be named
            failed[name] = repr(error)

    assert failed == {}


def test_the_corpus_is_small_and_each_file_has_the_name_of_what_it_shows() -> None:
    files = [path for path in CORPUS.rglob("*") if path.is_file()]

    assert len(files) <= COUNT_MAX
    assert {path.parent.name for path in files} == set(TARGETS)
    assert [path for path in files if path.stat().st_size > SIZE_MAX or path.name.startswith("found-")] == []


def test_the_small_fuzzer_finds_its_way_to_a_fault() -> None:
    def target(data: bytes) -> None:
        assert not data.startswith(b"@a") or b":" not in data

    _count, _kept, failed = explore(target, [b"@a=b;c", b"x :y\nPING"], 5.0, path=str(PROJECT))

    assert failed is not None
