"""Paths that people type."""

from pathlib import Path

from app.controllers.user_error import UserError


def path_of(text: str) -> Path:
    """The file or folder of that name, `~` being one's own. Raises UserError for the home of nobody."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UserError("Nobody here has that home folder.", "Write the path without ~.") from error
