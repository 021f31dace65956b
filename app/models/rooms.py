"""Entering and leaving channels, and which are entered again on the next connection."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.models import changes as ch
from app.models.chat_book import ChatBook
from app.models.chats import Chat, ChatKind
from app.models.profile import Profile
from app.models.session_part import Hearer
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol import numerics as num
from app.values import frozen

_REFUSALS = frozenset({
    num.ERR_NOSUCHCHANNEL, num.ERR_TOOMANYCHANNELS, num.ERR_CHANNELISFULL, num.ERR_INVITEONLYCHAN,
    num.ERR_BANNEDFROMCHAN, num.ERR_BADCHANNELKEY, num.ERR_BADCHANMASK, num.ERR_NEEDREGGEDNICK,
})
_AT_ONCE = 10
_LINE_BYTES = 400


@frozen(kw_only=True)
class Doors:
    """What entering and leaving needs of the session."""

    send: Callable[[cmd.Command], None]
    is_online: Callable[[], bool]
    profile: Callable[[], Profile]
    keep_profile: Callable[[Profile], None]
    look_at: Callable[[Chat], None]
    refused: Callable[[Chat, ev.Event], Sequence[ch.Change]]
    """A channel can't be entered: what waits there does not go."""


class Rooms:
    """The channels we want to be in. A JOIN that is not answered yet keeps messages waiting."""

    def __init__(self, book: ChatBook, doors: Doors) -> None:
        self._book = book
        self._doors = doors
        self._joining: set[str] = set()
        self._leaving: set[str] = set()
        self._keys: dict[str, str] = {}
        self._followed: set[str] = set()

    def is_entering(self, chat: Chat) -> bool:
        """Whether our JOIN to the chat has not been answered."""
        fold = self._book.state.isupport.fold
        return any(fold(name) == chat.id.name for name in self._joining)

    # What people do

    def join(self, channel: str, key: str) -> tuple[Chat, list[ch.Change]]:
        """Enter a channel now, or when online; with what changed."""
        chat, changes = self._book.open(channel, is_wanted=True)
        if self._doors.is_online() and not chat.is_joined:
            self._join_now(channel, key)
        elif not self._doors.is_online():
            changes += self._remember(channel, present=True)
        return chat, changes

    def part(self, chat: Chat, reason: str) -> list[ch.Change]:
        """Leave a channel, or close a conversation."""
        changes: list[ch.Change] = []
        if chat.kind is ChatKind.CHANNEL:
            is_joining = self._forget_joining(chat.name)
            # A JOIN under way will put us there; a PART behind it takes us out again.
            if self._doors.is_online() and (chat.is_joined or is_joining):
                self._doors.send(cmd.Part(channel=chat.name, reason=reason))
                self._leaving.add(chat.name.casefold())
            changes += self._remember(chat.name, present=False)
        return [*changes, *self._book.close(chat)]

    def enter_all(self) -> None:
        """Enter the channels of the profile and those whose chats are open: a connection begins."""
        open_channels = [chat.name for chat in self._book if chat.kind is ChatKind.CHANNEL]
        fold = self._book.state.isupport.fold
        names = {fold(name): name for name in (*self._doors.profile().channels, *open_channels)}
        without_key: list[str] = []
        for channel in names.values():
            key = self._keys.get(channel.casefold(), "")
            if key:
                self._join_now(channel, key)
            else:
                without_key.append(channel)
        for line in _lines_of(without_key):
            self._joining.update(line)
            self._leaving.difference_update(channel.casefold() for channel in line)
            self._doors.send(cmd.Join(channel=",".join(line)))

    # What the server answers

    def hears(self) -> Mapping[type[ev.Event], Hearer]:
        """Who came and went is us, our JOIN is refused, or a channel has another name."""
        return {ev.UserJoined: self._joined, ev.UserParted: self._parted, ev.ErrorReceived: self._error,
                ev.ChannelRenamed: self._renamed, ev.StandardReplyReceived: self._moved}

    def disconnected(self) -> list[ch.Change]:
        """No JOIN will be answered."""
        self._joining.clear()
        self._leaving.clear()
        self._followed.clear()
        return []

    def _joined(self, event: ev.UserJoined) -> list[ch.Change]:
        if not event.is_own or event.envelope.is_history:
            return []
        self._forget_joining(event.channel)
        chat = self._book.find(event.channel)
        if chat is None:
            # A server put us into more channels than anybody is in.
            return []
        self._doors.look_at(chat)
        return self._remember(event.channel, present=True)

    def _parted(self, event: ev.UserParted) -> list[ch.Change]:
        if not event.is_own:
            return []
        changes = self._remember(event.channel, present=False)
        chat = self._book.find(event.channel)
        if chat is not None and event.channel.casefold() in self._leaving:
            # The answer to our JOIN, or what was said until now, had opened it once more.
            changes += self._book.close(chat)
        self._leaving.discard(event.channel.casefold())
        return changes

    def _error(self, event: ev.ErrorReceived) -> list[ch.Change]:
        """A refused JOIN: the chat stays, so that what was written there is not lost, but is not joined next time."""
        if event.numeric not in _REFUSALS or not event.params or not self._forget_joining(event.params[0]):
            return []
        chat = self._book.find(event.params[0])
        refused = [] if chat is None else self._doors.refused(chat, event)
        return [*refused, *self._remember(event.params[0], present=False)]

    def _renamed(self, event: ev.ChannelRenamed) -> list[ch.Change]:
        """The channel is entered under its new name next time."""
        if event.envelope.is_history or self._book.state.channel(event.name) is None:
            return []
        return [*self._remember(event.channel, present=False), *self._remember(event.name, present=True)]

    def _moved(self, event: ev.StandardReplyReceived) -> list[ch.Change]:
        """FAIL JOIN CHANNEL_RENAMED (channel-rename.md): what we want to enter has another name; followed once."""
        if (event.command, event.code) != ("JOIN", "CHANNEL_RENAMED") or len(event.context) < 2:
            return []
        old, new = event.context[:2]
        if old in self._followed or not self._forget_joining(old):
            return []
        self._followed.add(old)
        changes = self._book.rename_channel(old, new)
        self._join_now(new, self._keys.get(old.casefold(), ""))
        return [*changes, *self._remember(old, present=False)]

    def _join_now(self, channel: str, key: str) -> None:
        self._joining.add(channel)
        self._leaving.discard(channel.casefold())
        if key:
            # For the next connection of this run; on disk it would lie in plain settings.
            self._keys[channel.casefold()] = key
        self._doors.send(cmd.Join(channel=channel, key=key))

    def _forget_joining(self, channel: str) -> bool:
        """The JOIN has been answered, or is no longer wanted. Names are folded now: 005 may have come since."""
        fold = self._book.state.isupport.fold
        answered = {name for name in self._joining if fold(name) == fold(channel)}
        self._joining -= answered
        return bool(answered)

    def _remember(self, channel: str, *, present: bool) -> list[ch.Change]:
        before = self._doors.profile()
        profile = before.with_channel(channel, present=present)
        if profile == before:
            return []
        self._doors.keep_profile(profile)
        return [ch.ProfileChanged()]


def _lines_of(channels: Sequence[str]) -> Iterator[Sequence[str]]:
    """Channels to enter with one JOIN each: servers count commands, and some refuse many names at once."""
    line: list[str] = []
    for channel in channels:
        if line and (len(line) >= _AT_ONCE or len(",".join((*line, channel)).encode()) > _LINE_BYTES):
            yield line
            line = []
        line.append(channel)
    if line:
        yield line
