"""docs/client.md names tests that exist, and has a row for everything the client asks for."""

import re
from pathlib import Path

from app.protocol.capabilities import CAPABILITIES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "client.md").read_text("utf-8").partition("## Seen with other servers")[0]


def rows() -> list[list[str]]:
    """Cells of every row of a table of specifications: name, state, tests."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| .+ \| (yes|no) \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_test_that_is_named_exists() -> None:
    named = {tuple(name.split("/")) for row in rows() for name in re.findall(r"`(\w+/\w+)`", row[2])}

    assert len(named) > 20
    assert sorted(f"{folder}/{name}" for folder, name in named
                  if not (ROOT / "tests" / folder / f"test_{name}.py").exists()) == []


def test_what_is_there_is_shown_by_a_test_and_what_is_not_by_none() -> None:
    assert [row[0] for row in rows() if ("`" in row[2]) != (row[1] == "yes")] == []


def test_every_capability_asked_for_has_its_row() -> None:
    there = " ".join(row[0] for row in rows() if row[1] == "yes")
    wanted = {row.spec.removesuffix(".md").removeprefix("docs/") for row in CAPABILITIES if row.client}

    assert [name for name in wanted if re.sub(r"sasl-3.\d", "sasl", name) not in there] == []


def test_the_count_of_the_public_table_is_right() -> None:
    # The page puts together what the table has in rows of its own: react and unreact. Ours are none of its rows.
    public = [row for row in rows() if len(row) > 3]
    states = [row[1] for row in public for _ in range(2 if row[0] == "react, unreact" else 1)]

    assert (len(states), states.count("yes")) == (48, 44)
    assert "has 48 rows. The client has **44** of them" in PAGE
