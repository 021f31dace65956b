"""The whole app without a screen at a real server: only the views are fakes, which remember what they show."""

import re
from collections.abc import Callable
from datetime import UTC

from app.controllers.app import AppController
from app.controllers.local_time import LocalTime
from app.controllers.surroundings import Start, Surroundings
from app.models.clock import SystemClock
from app.models.profile import Profile
from app.models.settings import Settings
from app.models.workspace import Workspace
from tests.controllers.app_in_hand import THEMES
from tests.fakes.notifier import FakeNotifier
from tests.fakes.views import FakeKit
from tests.wire.owner import Owner


class AppAtServer:
    """One person's app, on the way to a server; it keeps nothing on the disk. `close` ends it."""

    def __init__(self, owner: Owner, profile: Profile) -> None:
        self._owner = owner
        self.kit = FakeKit()
        self._workspace = workspace = Workspace(None, Settings(name=profile.nick))
        workspace.start(owner, ("no-server",), lambda _file, _reason: None, lambda: None)
        self._controller = AppController(self.kit, Surroundings(
            networks=workspace.networks, hosting=workspace.hosting, settings=workspace.settings,
            stored=workspace.stored, archive=workspace.archive, exports=workspace.exports, imports=workspace.imports,
            files=workspace.files, themes=THEMES, clock=SystemClock(), open_url=lambda _url: None,
            times=LocalTime(UTC), login_name=profile.nick, version="1.0", layouts=(("cozy", "Cozy"),),
            notifier=FakeNotifier()))
        self.session = workspace.networks.add(profile)
        self._controller.open(Start())
        self.session.connect()

    def enters(self, room: str) -> None:
        """Come online, be in a room, and look at it."""
        self.until(lambda: self.session.is_online, "online")
        self.carries_out(f"/join {room}")
        self.until(lambda: (there := self.session.chat_state.channel(room)) and there.has_names, room)

    def carries_out(self, text: str) -> None:
        """Type something and press Enter."""
        assert self.kit.composer.send(text), f"{text}: {self.kit.composer.error}"

    @property
    def lines(self) -> list[str]:
        """What is read in the open chat, but for the days."""
        return [line for line in self.kit.timeline.lines() if not line.startswith("--- ")]

    def is_answered(self, text: str, pattern: str) -> None:
        """Type something, and wait until a line like that comes upon it."""
        before = len(self.lines)
        self.carries_out(text)
        self.until(lambda: any(re.fullmatch(rf"\* {pattern}", line) for line in self.lines[before:]),
                   f"{text}: “{pattern}”")

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Let time pass until that holds."""
        def holds() -> object:
            self.kit.dispatcher.turn()
            return condition()

        try:
            self._owner.run_until(holds, what)
        except AssertionError as error:
            raise AssertionError(f"{error}\n" + "\n".join(self.lines[-6:])) from error

    def close(self) -> None:
        """Leave the server and end."""
        self.session.disconnect("good night")
        self._controller.close()
        self._workspace.close()
