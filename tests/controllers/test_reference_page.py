"""docs/reference.md says what the app does: it is made from the app's own tables."""

from app.controllers.slash_commands import COMMANDS
from app.models.options import OPTIONS
from docs import reference


def test_the_page_is_what_the_app_says_of_itself() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page(), "run: python docs/reference.py"


def test_every_command_says_what_it_does_and_how_it_is_used() -> None:
    for command in COMMANDS:
        assert command.usage.startswith(f"/{command.name}"), command.name
        assert command.help.endswith(".") or command.help.endswith("?"), command.name
        assert len(command.help) < 160, command.name


def test_every_setting_people_see_is_explained() -> None:
    for option in OPTIONS.values():
        assert not option.is_listed or (option.label and option.help), option.name
