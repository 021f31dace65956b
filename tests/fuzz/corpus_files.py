"""The kept inputs of each target: `corpus/TARGET/NAME`, each named for what it shows."""

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
PROJECT = Path(__file__).parents[2]


def inputs_of(target: str) -> dict[str, bytes]:
    """All inputs kept for a target, by name."""
    return {path.name: path.read_bytes() for path in sorted((CORPUS / target).iterdir())}


def keep(target: str, name: str, data: bytes) -> Path:
    """Keep one more."""
    path = CORPUS / target / name
    path.write_bytes(data)
    return path
