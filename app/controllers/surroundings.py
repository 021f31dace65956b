"""What the controllers of a window work with besides views, and what the app was started with."""

from collections.abc import Callable, Sequence
from dataclasses import field

from app.contracts.data import Exports, Imports
from app.contracts.notifier import Notifier
from app.contracts.search import Archive
from app.contracts.workspace import Hosting, Networks, Settings, StoredMessages
from app.controllers.doctor import RunFacts
from app.controllers.local_time import LocalTime
from app.models.clock import Clock
from app.models.files.files import Files
from app.models.notifying.nothing import NoNotifier
from app.models.pins import Pins
from app.models.reminders import Reminders
from app.models.store.nothing import NoStore
from app.themes.theme import Theme
from app.values import frozen


@frozen(kw_only=True)
class Surroundings:
    """What the controllers work with besides views. `layouts` are pairs of key and name."""

    networks: Networks
    hosting: Hosting
    settings: Settings
    stored: StoredMessages
    exports: Exports
    imports: Imports
    files: Files
    themes: Sequence[Theme]
    clock: Clock
    open_url: Callable[[str], object]
    times: LocalTime = field(default_factory=LocalTime)
    login_name: str = ""
    archive: Archive = field(default_factory=NoStore)
    notifier: Notifier = field(default_factory=NoNotifier)
    version: str = ""
    layouts: Sequence[tuple[str, str]] = ()
    open_settings_file: Callable[[], str] = lambda: ""
    pins: Pins = field(default_factory=Pins)
    reminders: Reminders = field(default_factory=Reminders)
    facts: RunFacts = field(default_factory=RunFacts)


@frozen(kw_only=True)
class Start:
    """What the app was started with.

    A link alone only fills the field, since it may come from a web page; with `join_at_once` it was typed by a person.
    `host_name` starts hosting a group of that name. `damaged_networks` is where an unreadable list of networks
    was put, `store_problem` what people should know of what was kept, "" for nothing.
    """

    link: str = ""
    name: str = ""
    join_at_once: bool = False
    host_name: str = ""
    damaged_networks: str = ""
    store_problem: str = ""
