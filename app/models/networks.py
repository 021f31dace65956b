"""All sessions of the app. Their profiles are kept in one file that brings them back; what was said, in the store.

Where there are secrets, they lie elsewhere (`kept_secrets`), and in the file only until they do; only its owner may
read it. It is written whenever one of these changes.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

from app.models import changes as ch
from app.models.chat_session import ChatSession
from app.models.emitter import Emitter, Unsubscribe
from app.models.kept_secrets import KeptSecrets
from app.models.profile import NetworkId, Profile
from app.models.saved_networks import save_networks
from app.models.store.contract import KeptChat

_log = logging.getLogger(__name__)

T = TypeVar("T")
SAVE_AFTER_S = 0.5
"""How long changes are gathered before the file is written."""


class HasProfile(Protocol):
    """A session as far as finding it goes."""

    @property
    def profile(self) -> Profile:
        """How the network is reached."""


class SavedNetworks:
    """See `app.contracts.workspace.Networks` for what each method promises."""

    def __init__(self, make_session: Callable[[Profile], ChatSession], write: Callable[[bytes], None],
                 call_later: Callable[[float, Callable[[], None]], Callable[[], None]],
                 end_network: Callable[[], None]) -> None:
        """`write` takes the file's new content, `end_network` lets all links say goodbye and waits for it."""
        self._make_session = make_session
        self._write = write
        self._call_later = call_later
        self._end_network = end_network
        self._emitter = Emitter()
        self._sessions: list[ChatSession] = []
        self._cancel_save: Callable[[], None] | None = None
        self._last_saved = b""
        self._secrets: KeptSecrets | None = None

    @property
    def sessions(self) -> Sequence[ChatSession]:
        """The sessions there are, in order."""
        return tuple(self._sessions)

    def restore(self, profiles: Sequence[Profile], chats: Mapping[NetworkId, Sequence[KeptChat]]) -> None:
        """Bring back what was kept: profiles, and the chats of each."""
        for profile in profiles:
            self._append(profile).restore(chats.get(profile.id, ()))
        self._last_saved = self._content()

    def keep_secrets(self, secrets: KeptSecrets) -> None:
        """Keep what is secret of profiles apart from the file."""
        self._secrets = secrets

    def find(self, network_id: NetworkId) -> ChatSession | None:
        """The session with that id."""
        return next((session for session in self._sessions if session.profile.id == network_id), None)

    def add(self, profile: Profile) -> ChatSession:
        """A new session; or the one that leads to the same place, with the new profile's way there."""
        for session in self._sessions:
            if session.profile.leads_to_same_place(profile):
                self.replace_profile(session, profile.in_place_of(session.profile))
                return session
        session = self._append(profile)
        self._emitter.emit(ch.SessionAdded(network=profile.id))
        self.save_soon()
        return session

    def _append(self, profile: Profile) -> ChatSession:
        session = self._make_session(profile)
        session.subscribe(ch.ProfileChanged, lambda _change: self.save_soon())
        self._sessions.append(session)
        return session

    def replace_profile(self, session: HasProfile, profile: Profile) -> None:
        """Let the session use another profile from its next connection on."""
        found = self.find(session.profile.id)
        if found is not None:
            found.use_profile(profile)

    def remove(self, session: HasProfile) -> None:
        """Leave the network and forget it."""
        found = self.find(session.profile.id)
        if found is not None:
            self._sessions.remove(found)
            found.disconnect()
            found.forget()
            self._emitter.emit(ch.SessionRemoved(network=found.profile.id))
            if self._secrets is not None:
                self._secrets.forget(found.profile.id)
            self.save_soon()

    def new_id(self) -> NetworkId:
        """An id no network has."""
        return NetworkId(secrets.token_hex(4))

    def subscribe(self, kind: type[T], handler: Callable[[T], None]) -> Unsubscribe:
        """Call `handler` when a session comes or goes."""
        return self._emitter.subscribe(kind, handler)

    def close(self, reason: str = "") -> None:
        """Keep everything, then leave all networks."""
        if self._cancel_save is not None:
            self._cancel_save()
        self._save()
        for session in self._sessions:
            session.disconnect(reason)
            session.keep_drafts()
        self._end_network()

    def save_soon(self) -> None:
        """Write the file once what changes now has changed."""
        if self._cancel_save is None:
            self._cancel_save = self._call_later(SAVE_AFTER_S, self._save)

    def _save(self) -> None:
        self._cancel_save = None
        content = self._content()
        if content != self._last_saved:
            self._last_saved = content
            self._write(content)

    def _content(self) -> bytes:
        profiles = [session.profile for session in self._sessions]
        if self._secrets is not None:
            profiles = [self._secrets.as_written(profile) for profile in profiles]
        return save_networks(profiles)
