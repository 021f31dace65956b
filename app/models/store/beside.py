"""The files beside the store's: a mark that it is damaged, and one that was made to take its place."""

from contextlib import suppress
from pathlib import Path

from app.models.file_writer import put_aside

_LOG, _MEMORY = "-wal", "-shm"


def damage_mark(path: Path) -> Path:
    """The file whose presence says that the store was found damaged while it was in use."""
    return _named(path, ".is-damaged")


def mending(path: Path) -> Path:
    """The file that is being made of what can be read of a damaged one."""
    return _named(path, ".mending")


def mended(path: Path) -> Path:
    """That file once it is whole: it takes the store's place, whatever happens in between."""
    return _named(path, ".mended")


def remove(path: Path) -> None:
    """Delete a database. Raises OSError."""
    for ending in ("", _LOG, _MEMORY):
        _named(path, ending).unlink(missing_ok=True)


def finish_mending(path: Path) -> str:
    """Put the mended file in its place, if there is one; answers what the damaged one is called now. Raises OSError."""
    if not mended(path).exists():
        return ""
    aside = path.with_name(f"{path.name}.damaged")
    log = _named(path, _LOG)
    if log.exists():
        log.replace(_named(aside, _LOG))
    _named(path, _MEMORY).unlink(missing_ok=True)
    if path.exists():
        aside = put_aside(path)
    mended(path).replace(path)
    with suppress(OSError):
        damage_mark(path).unlink()
    return aside.name


def _named(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
