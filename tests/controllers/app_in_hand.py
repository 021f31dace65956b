"""The whole of the controllers over fakes: what a test of a behaviour starts from."""

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from app.contracts.search import Archive
from app.controllers.app import AppController
from app.controllers.local_time import LocalTime
from app.controllers.surroundings import Start, Surroundings
from app.models.files.files import Files
from app.models.store.nothing import NoStore
from app.themes.roles import Role
from app.themes.theme import Theme
from tests.fakes.courier import FakeCourier
from tests.fakes.data import FakeExports, FakeImports
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.notifier import FakeNotifier
from tests.fakes.session import FakeSession
from tests.fakes.turned_clock import TurnedClock
from tests.fakes.views import FakeKit
from tests.fakes.workspace import FakeHosting, FakeNetworks, FakeSettings, FakeStoredMessages


def theme(key: str, name: str, *, is_dark: bool) -> Theme:
    """A palette of one colour."""
    shade = "#101010" if is_dark else "#f0f0f0"
    return Theme(key=key, name=name, is_dark=is_dark, colors=dict.fromkeys(Role, shade),
                 nicks=(shade,) * 10, avatars=(shade,) * 10)


THEMES = (theme("daylight", "Daylight", is_dark=False), theme("midnight", "Midnight", is_dark=True))


class AppInHand:
    """An app with fakes all around."""

    def __init__(self, *sessions: FakeSession, settings: FakeSettings | None = None, start: Start | None = None,
                 layouts: Sequence[tuple[str, str]] = (("cozy", "Cozy"),),
                 stored: FakeStoredMessages | None = None, archive: Archive | None = None) -> None:
        self.clock = sessions[0].clock if sessions else TurnedClock()
        self.dispatcher = FakeDispatcher(self.clock)
        self.kit = FakeKit(self.dispatcher)
        self.networks = FakeNetworks(*sessions, clock=self.clock)
        self.hosting = FakeHosting()
        self.settings = settings or FakeSettings()
        self.stored = stored or FakeStoredMessages()
        self.exports, self.imports = FakeExports(), FakeImports()
        self.notifier = FakeNotifier()
        self.opened_urls: list[str] = []
        self.courier = FakeCourier()
        self.opened_files: list[Path] = []
        self.files = Files(self.networks, self.courier, self.dispatcher, self.clock, self.settings,
                           keep=lambda _content: None, folder=Path("/app"), opener=self.opened_files.append)
        self.controller = AppController(self.kit, Surroundings(
            networks=self.networks, hosting=self.hosting, settings=self.settings, stored=self.stored,
            archive=archive or NoStore(), files=self.files, exports=self.exports, imports=self.imports,
            themes=THEMES, clock=self.clock, open_url=self.opened_urls.append,
            times=LocalTime(UTC), login_name="Sam Hill", version="1.0",
            layouts=layouts, notifier=self.notifier,
        ))
        self.controller.open(start or Start())
        self.turn()

    def turn(self) -> None:
        """Let the dispatcher run."""
        self.dispatcher.turn()

    @property
    def session(self) -> FakeSession:
        """The first network."""
        return self.networks.fakes[0]

    @property
    def lines(self) -> list[str]:
        """What is read in the timeline."""
        return self.kit.timeline.lines()

    @property
    def toasts(self) -> list[str]:
        return [text for text, _ in self.kit.window.toasts]


def app_in_general(members: Sequence[tuple[str, str]] = (("@", "maya"), ("", "olu"))) -> AppInHand:
    """An app that is online in #general with some people."""
    app = AppInHand(FakeSession(clock=TurnedClock()))
    app.session.go_online(members=members)
    app.turn()
    return app
