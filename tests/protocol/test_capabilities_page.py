"""docs/protocol.md says which capabilities are spoken; it says so truly."""

from pathlib import Path

from app.protocol.capabilities import CAPABILITIES, client_capabilities, server_capabilities

PAGE = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"


def listed(column: int, state: str) -> set[str]:
    """The capabilities of the page's rows that have `state` in a column."""
    section = PAGE.read_text(encoding="utf-8").split("## Capabilities")[1].split("##")[0]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in section.splitlines() if "|" in line][2:]
    return {name.partition(" ")[0] for row in rows if row[column] == state for name in row[0].split(", ")}


def test_the_page_and_the_table_agree() -> None:
    assert listed(1, "asks") == client_capabilities()
    assert listed(2, "offers") == server_capabilities()


def test_a_capability_needs_only_what_is_in_the_table() -> None:
    names = {row.name for row in CAPABILITIES}

    assert {needed for row in CAPABILITIES for needed in row.needs} <= names
