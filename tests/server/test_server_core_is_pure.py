"""The core and its handlers know no clock, socket, thread, chance or disk: all of that is given to them."""

import ast
from pathlib import Path

import pytest

SERVER = Path(__file__).parents[2] / "app" / "server"
FORBIDDEN = {"asyncio", "datetime", "os", "pathlib", "queue", "random", "secrets", "selectors", "socket", "sqlite3",
             "ssl", "subprocess", "tempfile", "threading", "time", "uuid"}


def modules_of(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("folder", ["core", "handlers"])
def test_nothing_below_the_shell_does_io(folder: str) -> None:
    files = list((SERVER / folder).rglob("*.py"))

    assert len(files) > 10
    assert {file.name: modules_of(file) & FORBIDDEN for file in files if modules_of(file) & FORBIDDEN} == {}
