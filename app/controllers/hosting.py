"""Hosting a chat on this computer: starting, stopping, and the session of our own in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording.hosting import hosting_failure_text, port_text
from app.controllers.wording.times import list_text
from app.models.hosting_state import HostingChanged, HostingState
from app.models.profile import HostedGroup, Profile

FIRST_CHANNEL = "#general"
_KEEP = "keep"
_STOP = "stop"


class SessionHandler(Protocol):
    """Takes a session; `is_new` when it was not in the list before."""

    def __call__(self, session: Session, *, is_new: bool) -> None:
        """Take it."""


class HostingController:
    """Starts servers and connects to them; a group stays in the list and is hosted again on the next start."""

    def __init__(self, window: WindowView, stage: Stage) -> None:
        self._window = window
        self._hosting = stage.hosting
        self._networks = stage.networks
        self._starting: tuple[HostedGroup, str] | None = None
        self._opened: list[SessionHandler] = []
        self._failed: list[Callable[[str], None]] = []
        stage.watch.also(stage.hosting.subscribe(HostingChanged, self._changed))

    def when_open(self, handler: SessionHandler) -> None:
        """Call `handler` with our session of a group whose server runs, before it connects."""
        self._opened.append(handler)

    def when_failed(self, handler: Callable[[str], None]) -> None:
        """Call `handler` with a sentence when a server did not start."""
        self._failed.append(handler)

    def host(self, name: str, nick: str) -> None:
        """Start a group and join it as `nick`."""
        group = self._hosting.new_group(name)
        self._starting = (group, nick)
        self._hosting.start(group)

    def cancel(self) -> None:
        """Stop a server that is being started."""
        if self._starting is not None:
            group, _ = self._starting
            self._starting = None
            self._hosting.stop(group)

    def resume(self, session: Session) -> None:
        """Start the server of a group that was hosted when the app was closed; its session connects then."""
        if session.profile.hosted is not None:
            self._hosting.start(session.profile.hosted)

    def is_hosting(self) -> bool:
        """Whether a server runs."""
        return bool(self._hosting.running())

    # Questions

    def ask_stop(self) -> None:
        """Stop the chats hosted here, after a question."""
        groups = self._hosting.running()
        if not groups:
            self._window.toast("No chat is hosted on this computer.")
            return

        def answered(choice: str, _text: str) -> None:
            if choice == _STOP:
                for group in groups:
                    self._hosting.stop(group)

        self._window.ask(Question(
            title=f"Stop hosting {_names(groups)}?",
            text="Everyone is disconnected. What was said stays on this computer.",
            choices=(Choice(key="cancel", label="Go on", is_default=True, is_cancel=True),
                     Choice(key=_STOP, label="Stop hosting", is_danger=True)),
        ), answered)

    def before_closing(self, close: Callable[[], None]) -> None:
        """Close the app, after a question while a chat is hosted."""
        groups = self._hosting.running()
        if not groups:
            close()
            return

        def answered(choice: str, _text: str) -> None:
            if choice == _KEEP:
                self._hosting.keep_running()
            elif choice == _STOP:
                # One by one: a server that kept running from an earlier start is no child that ends with us.
                for group in groups:
                    self._hosting.stop(group)
            if choice in (_KEEP, _STOP):
                close()

        self._window.ask(Question(
            title=f"Keep hosting {_names(groups)}?",
            text="The chat can go on without this window while the computer is awake. If you stop it, everyone is "
                 "disconnected; what was said stays on this computer.",
            choices=(Choice(key="cancel", label="Cancel", is_cancel=True),
                     Choice(key=_STOP, label="Stop hosting", is_danger=True),
                     Choice(key=_KEEP, label="Keep running", is_default=True)),
        ), answered)

    # What happens

    def _changed(self, change: HostingChanged) -> None:
        if change.state is HostingState.RUNNING and change.link is not None:
            self._running(change)
        elif change.state is HostingState.STOPPED:
            session = self._session_of(change.group)
            if session is not None:
                session.disconnect()
        elif change.state is HostingState.FAILED:
            self._fail(change)

    def _running(self, change: HostingChanged) -> None:
        session = self._session_of(change.group)
        is_new = session is None
        if session is None:
            session = self._networks.add(self._profile(change, self._new_profile(change)))
            session.join(session.profile.channels[0])
        else:
            self._networks.replace_profile(session, self._profile(change, session.profile))
        if self._is_awaited(change.group):
            self._starting = None
            for handler in self._opened:
                handler(session, is_new=is_new)
        session.connect()
        note = port_text(change)
        if note:
            self._window.toast(note)

    def _fail(self, change: HostingChanged) -> None:
        """Told where it was asked for; a server that ends later is the banner's business."""
        if self._is_awaited(change.group):
            self._starting = None
            for handler in self._failed:
                handler(hosting_failure_text(change))

    def _is_awaited(self, group: HostedGroup) -> bool:
        return self._starting is not None and self._starting[0] == group

    def _new_profile(self, change: HostingChanged) -> Profile:
        nick = self._starting[1] if self._starting is not None else ""
        channel = change.link.channel if change.link is not None else ""
        return Profile(id=self._networks.new_id(), host=change.local_host, port=change.local_port, nick=nick,
                       title=change.group.name, channels=(channel or FIRST_CHANNEL,), hosted=change.group)

    def _profile(self, change: HostingChanged, before: Profile) -> Profile:
        """The way to a server on this computer: its port may be another one on every start."""
        link = change.link
        assert link is not None
        return replace(before, host=change.local_host, port=change.local_port, tls=link.tls,
                       fingerprints=(link.certfp,) if link.certfp else (), server_password=link.key,
                       operator=change.operator)

    def _session_of(self, group: HostedGroup) -> Session | None:
        return next((session for session in self._networks.sessions if session.profile.hosted == group), None)


def _names(groups: Sequence[HostedGroup]) -> str:
    return list_text([plain_text(group.name) for group in groups])
