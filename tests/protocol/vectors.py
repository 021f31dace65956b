"""The public test vectors of ircdocs/parser-tests, as they stand in tests/data."""

from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent.parent / "data" / "parser-tests"


def vectors(name: str) -> list[dict[str, Any]]:
    """The cases of one file."""
    text = (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = yaml.safe_load(text)["tests"]
    return cases
