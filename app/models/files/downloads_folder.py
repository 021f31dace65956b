"""Where files go that people save."""

from app.models.settings import Settings


def downloads_folder(settings: Settings) -> str:
    """The folder people chose, or the one their system has for this."""
    if settings.download_folder:
        return settings.download_folder
    # Imported here: most runs save nothing.
    from platformdirs import user_downloads_dir

    return user_downloads_dir()
