"""Every numeric that is said without words of its own has them in the table."""

import ast
from pathlib import Path

from app.protocol import numerics
from app.server.core.texts import TEXTS

SERVER = Path(__file__).parents[2] / "app" / "server"


def numerics_said_by_error() -> set[str]:
    """Names given first to `.error(...)`, and those the rules in `access` answer with."""
    found: set[str] = set()
    for file in SERVER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "error":
                found.update(each.id for arg in node.args[:1] for each in ast.walk(arg) if isinstance(each, ast.Name))
            if file.name == "access.py" and isinstance(node, ast.alias):
                found.add(node.name)
    return {name for name in found if name.startswith(("ERR_", "RPL_"))}


def test_every_numeric_said_by_name_has_its_words() -> None:
    said = numerics_said_by_error()

    assert len(said) > 30
    assert [name for name in sorted(said) if getattr(numerics, name) not in TEXTS] == []
