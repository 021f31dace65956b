"""Group Chat's front door: the window, the server (`serve`, `admin`), a chat without a window (`connect --headless`).

This is the composition root: the only module that knows both views and controllers. It wires; it decides nothing.
Imports stand inside the functions that need them, so that each way to start reads no more than it has to.
"""

import gc
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from app.command_line import WindowOptions

if TYPE_CHECKING:
    from typing import IO

    from app.command_line import ConnectOptions
    from app.controllers.app import AppController
    from app.controllers.doctor import RunFacts
    from app.models.data_folder import DataFolder
    from app.models.notifying.notifier import SystemNotifier
    from app.models.profile import Profile
    from app.models.settings import Settings
    from app.models.settings_file import SettingsFile
    from app.models.single_copy import OtherCopies
    from app.models.workspace import Workspace
    from app.themes.theme import Theme
    from app.views.tk.kit import TkKit

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_PACKAGE_MISSING = 0, 1, 2, 6
_PACKAGES = ("platformdirs", "regex")
"""What a client needs. `cryptography` is the server's, which says so itself when it has to make a certificate."""


def main(argv: list[str] | None = None) -> int:
    """Run what the command line asks for; answer the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    match arguments[:1]:
        case ["serve"]:
            # Modules that are read make no garbage to collect; the server turns it on again when it listens.
            gc.disable()
            from app.server.cli import main as serve

            return serve(arguments[1:])
        case ["admin"]:
            from app.server.admin.cli import main as admin

            return admin(arguments[1:])
        case _ if missing := [package for package in _PACKAGES if find_spec(package) is None]:
            # Said before anything starts: found missing in the middle of a message, it would cost the message.
            sys.stderr.write(f"Group Chat needs {' and '.join(missing)}. Install what it needs with: "
                             "python -m pip install -r requirements.txt\n")
            return EXIT_PACKAGE_MISSING
        case ["connect"]:
            from app.command_line import parse_connect

            return connect(parse_connect(arguments[1:]))
        case _:
            from app.command_line import parse_window
            from app.themes.loader import BUILTIN_KEYS
            from app.views.tk.timeline.layout_names import LAYOUT_NAMES

            return window(parse_window(arguments, BUILTIN_KEYS, tuple(LAYOUT_NAMES)))


def window(options: WindowOptions) -> int:
    """Open the window and serve it until it is closed. It is painted before all that is behind it is even read."""
    from app.models.folder_lock import FolderInUse
    from app.models.settings_file import SettingsFile
    from app.themes.loader import find_theme
    from app.views.tk.errors import NoDisplay, NoToolkit

    folder = _folder(options.data_dir)
    try:
        lock = _lock(folder)
    except FolderInUse:
        return _hand_over(folder, options.link)
    kept = SettingsFile(folder.settings)
    settings = kept.settings
    settings.name = options.name or settings.name or _login_nick()
    settings.theme = options.theme or settings.theme
    settings.layout = options.layout or settings.layout
    try:
        from app.views.tk.kit import TkKit

        kit = TkKit(find_theme(settings.theme, folder.themes), layout=settings.layout)
    except ModuleNotFoundError as error:
        if error.name not in ("tkinter", "_tkinter"):
            raise
        return _complain(NoToolkit(), EXIT_FAILED)
    except NoDisplay as error:
        return _complain(error, EXIT_FAILED)
    _show_first_page(kit, folder, settings)
    run = _Run(kit, folder, kept, options)
    kit.run(run.begin)
    run.end()
    if lock is not None:
        lock.close()
    return EXIT_OK


def _lock(folder: "DataFolder") -> "IO[bytes] | None":
    """Have the folder for this copy of the app; None where nothing can be kept anyway. Raises FolderInUse."""
    from app.models.folder_lock import lock_folder

    try:
        return lock_folder(folder.path)
    except OSError:
        return None


def _hand_over(folder: "DataFolder", link: str) -> int:
    """Let the copy of the app that is open show the link."""
    from app.controllers.wording.files import folder_in_use_text
    from app.models.single_copy import hand_over

    if hand_over(folder.path, link, tries=20):
        return EXIT_OK
    sys.stderr.write(folder_in_use_text(str(folder.path)) + "\n")
    return EXIT_FAILED


def _show_first_page(kit: "TkKit", folder: "DataFolder", settings: "Settings") -> None:
    from app.contracts.first_screen import WelcomeState

    if settings.geometry:
        kit.window.set_geometry(settings.geometry)
    if folder.networks.exists():
        kit.window.show_page("chat")
    else:
        kit.welcome.show(WelcomeState(name=settings.name))
        kit.window.show_page("welcome")


class _Run:
    """All that stands behind the window; made when the window has been painted."""

    def __init__(self, kit: "TkKit", folder: "DataFolder", kept: "SettingsFile", options: WindowOptions) -> None:
        self._kit = kit
        self._folder = folder
        self._kept = kept
        self._options = options
        self._controller: AppController | None = None
        self._others: OtherCopies | None = None

    def begin(self) -> None:
        """Wire models and controllers, and open what the app was started for."""
        import signal

        from app.controllers.wording.files import not_saved_text, not_writable_text
        from app.controllers.wording.secrets import VAULT_NEWS
        from app.models.secret_vault import VaultNews
        from app.models.workspace import Workspace

        kit, toast = self._kit, self._kit.window.toast
        self._workspace = workspace = Workspace(self._folder, self._kept.settings, self._kept)
        if workspace.unwritable:
            toast(not_writable_text(str(self._folder.path), workspace.unwritable), is_error=True)
        else:
            self._folder.log_here()
        for name in (signal.SIGINT, signal.SIGTERM):
            # At once and without a question: whoever sends these does not wait for one.
            signal.signal(name, lambda *_: kit.dispatcher.post(self._leave))
        workspace.start(kit.dispatcher, _server_command(),
                        lambda file, reason: toast(not_saved_text(file, reason), is_error=True), self._open,
                        lambda news: toast(VAULT_NEWS[news], is_error=news is not VaultNews.IN_A_FILE))

    def _open(self) -> None:
        """All that was kept is there: show it."""
        from app.controllers.surroundings import Start
        from app.controllers.wording.files import store_text

        options, workspace = self._options, self._workspace
        themes = self._folder.themes
        self._controller = controller = _controllers(self._kit, workspace, themes)
        workspace.file_watch.watch(themes, lambda name: name.endswith(".toml"),
                                   lambda: controller.themes_changed(_themes(self._kit, themes)))
        controller.open(Start(
            link=options.link, name=options.name, host_name=options.host, damaged_networks=workspace.damaged_networks,
            store_problem=store_text(workspace.store_opened), join_at_once=bool(options.link and options.name)))
        workspace.file_watch.start()
        if not workspace.unwritable:
            self._listen(controller)

    def _leave(self) -> None:
        if self._controller is not None:
            self._controller.leave()
        else:
            self._kit.window.destroy()

    def _listen(self, controller: "AppController") -> None:
        """Take links from copies of the app that are started while this one is open."""
        from app.models.single_copy import OtherCopies

        self._others = OtherCopies(self._folder.path)
        try:
            self._others.listen(self._kit.dispatcher, controller.handed_over)
        except OSError as error:
            sys.stderr.write(f"Links can't be handed over to this window: {error}\n")

    def end(self) -> None:
        """End what still runs, and write what is left."""
        if self._others is not None:
            self._others.close()
        self._workspace.close()


def _controllers(kit: "TkKit", workspace: "Workspace", own_themes: Path) -> "AppController":
    import getpass
    import webbrowser

    from app import __version__
    from app.controllers.app import AppController
    from app.controllers.surroundings import Surroundings
    from app.models.clock import SystemClock
    from app.views.tk.timeline.layout_names import LAYOUT_NAMES

    return AppController(kit, Surroundings(
        networks=workspace.networks, hosting=workspace.hosting, settings=workspace.settings,
        stored=workspace.stored, archive=workspace.archive, exports=workspace.exports, imports=workspace.imports,
        files=workspace.files, themes=_themes(kit, own_themes), clock=SystemClock(),
        open_url=webbrowser.open, login_name=getpass.getuser(), version=__version__, notifier=_notifier(kit),
        layouts=tuple(LAYOUT_NAMES.items()), open_settings_file=workspace.open_settings_file,
        pins=workspace.keepsakes.pins, reminders=workspace.keepsakes.reminders,
        facts=_run_facts(workspace),
    ))


def _run_facts(workspace: "Workspace") -> "RunFacts":
    import tkinter as tk

    from app.controllers.doctor import RunFacts

    def notifies_by() -> list[str]:
        import os
        import shutil

        from app.models.notifying.finding import find_backends

        return [backend.name for backend in find_backends(sys.platform, os.environ, shutil.which)]

    folder = str(workspace.folder.path) if workspace.folder is not None else ""
    return RunFacts(toolkit=f"Tk {tk.TkVersion}", folder=folder, unwritable=workspace.unwritable,
                    uses_key_store=lambda: workspace.uses_key_store, notifies_by=notifies_by)


def _themes(kit: "TkKit", own_themes: Path) -> "list[Theme]":
    """The themes there are; what is wrong with people's own is said."""
    from app.themes.loader import ThemeError, builtin_themes, load_user_themes

    themes = builtin_themes()
    for theme in load_user_themes(own_themes):
        if isinstance(theme, ThemeError):
            kit.window.toast(str(theme), is_error=True)
        else:
            themes.append(theme)
    return themes


def _notifier(kit: "TkKit") -> "SystemNotifier":
    import os
    import shutil

    from app.models.notifying.finding import find_backends, find_badge
    from app.models.notifying.notifier import SystemNotifier
    from app.models.notifying.processes import Processes

    return SystemNotifier(kit.dispatcher, lambda: find_backends(sys.platform, os.environ, shutil.which), Processes(),
                          find_badge(sys.platform, os.environ))


def connect(options: "ConnectOptions") -> int:
    """Join a chat with lines on stdin and events on stdout; or in the window, without --headless."""
    if not options.headless:
        return window(WindowOptions(link=options.link, name=options.name, data_dir=options.data_dir))
    from app.models.profile_file import InvalidProfile
    from app.protocol.url import InvalidLink

    try:
        profile, data_dir = _profile(options)
    except (InvalidProfile, InvalidLink) as error:
        return _complain(error, EXIT_USAGE)
    return _run_headless(profile, data_dir)


def _run_headless(profile: "Profile", data_dir: str) -> int:
    from app.controllers.headless import HeadlessController
    from app.controllers.wording.files import folder_in_use_text, not_saved_text, not_writable_text, store_text
    from app.models.clock import SystemClock
    from app.models.folder_lock import FolderInUse
    from app.models.settings import Settings
    from app.models.workspace import Workspace
    from app.views.console.dispatcher import HeadlessDispatcher
    from app.views.console.json_lines import JsonLines
    from app.views.console.run import run_console

    dispatcher = HeadlessDispatcher()
    output = JsonLines(sys.stdout.buffer, broken=dispatcher.stop)
    folder = _folder(data_dir) if data_dir else None
    try:
        lock = _lock(folder) if folder is not None else None
    except FolderInUse:
        sys.stderr.write(folder_in_use_text(data_dir) + "\n")
        return EXIT_FAILED
    workspace = Workspace(folder, Settings())
    if workspace.unwritable:
        sys.stderr.write(not_writable_text(data_dir, workspace.unwritable) + "\n")
    elif folder is not None:
        folder.log_here()
    workspace.start(dispatcher, _server_command(),
                    lambda file, reason: output.write({"event": "error", "text": not_saved_text(file, reason)}),
                    ready=dispatcher.stop)
    # Lines are taken once all that was kept is there.
    dispatcher.run()
    if problem := store_text(workspace.store_opened):
        output.write({"event": "error", "text": problem})
    session = workspace.networks.add(profile)
    controller = HeadlessController(session, output.write, dispatcher, SystemClock(), ended=dispatcher.stop)
    run_console(dispatcher, controller, sys.stdin.buffer)
    workspace.close()
    if lock is not None:
        lock.close()
    if controller.failure:
        sys.stderr.write(controller.failure + "\n")
    return EXIT_OK if controller.has_connected else EXIT_FAILED


def _profile(options: "ConnectOptions") -> "tuple[Profile, str]":
    """The profile of the command line or of its file, and the folder to keep things in.

    Raises InvalidProfile or InvalidLink.
    """
    from dataclasses import replace

    from app.models.profile import NetworkId, Profile
    from app.models.profile_file import load_profile
    from app.protocol.url import InviteLink

    if options.config:
        profile, data_dir = load_profile(Path(options.config))
    else:
        link = InviteLink.parse(options.link)
        profile, data_dir = replace(Profile.from_link(link, "", NetworkId("headless")), reconnect_s=None), ""
    for channel in options.join:
        profile = profile.with_channel(channel, present=True)
    nick = options.name or profile.nick or _login_nick()
    return replace(profile, nick=nick), options.data_dir or data_dir


def _login_nick() -> str:
    import getpass

    from app.controllers.names import suggested_nick

    return suggested_nick(getpass.getuser())


def _folder(data_dir: str) -> "DataFolder":
    from app.models.data_folder import DataFolder

    return DataFolder(Path(data_dir).expanduser()) if data_dir else DataFolder.default()


def _server_command() -> tuple[str, ...]:
    """How hosting starts a server: this file again, as a process of its own."""
    return (sys.executable, str(Path(__file__).resolve()), "serve")


def _complain(error: Exception, code: int) -> int:
    sys.stderr.write(f"{error}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
