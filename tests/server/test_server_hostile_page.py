"""docs/hostile-input.md names test files that exist, and has every class of the table and every hostile test."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / "docs" / "hostile-input.md").read_text("utf-8")
LINES = [line for line in PAGE.splitlines() if line.startswith("| ")][2:]
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES]

CLASSES = [
    "short or strange", "formatting", "CTCP, DCC", "injection", "links", "paths", "files", "unicode", "SASL",
    "permission after the fact", "arithmetic", "memory", "order", "slow", "TLS",
]


def files(cell: str, folder: str = "") -> set[Path]:
    return {TESTS / folder / f"{name}.py" for name in re.findall(r"`([\w/]+)`", cell)}


def test_every_class_has_its_row_with_tests_or_a_reason() -> None:
    assert [row[0] for row in ROWS] == CLASSES
    assert [row for row in ROWS if len(row) != 4 or not all(row)] == []


def test_every_file_that_is_named_holds_tests() -> None:
    named = {file for row in ROWS for file in files(row[2], "server") | files(row[3])}

    assert len(named) > 30
    assert sorted(file.name for file in named if "\ndef test_" not in file.read_text("utf-8")) == []


def test_every_hostile_test_of_the_server_is_named() -> None:
    named = {file for row in ROWS for file in files(row[2], "server")} | {Path(__file__)}

    assert set((TESTS / "server").glob("test_server_hostile_*.py")) - named == set()
