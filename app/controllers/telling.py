"""Hears of what may ask for attention in all sessions, lets the rules decide, and hands on what is to be told now."""

from collections.abc import Callable

from app.contracts.session import Session
from app.controllers.formatting import preview_text, without_formatting
from app.controllers.occasions import Occasions
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.wording import notifications as words
from app.models.changes import UnreadArrived
from app.models.chats import Chat, ChatKind, Entry
from app.models.message_changes import chat_of
from app.models.notification_rules import Effect, Occasion, What, decide
from app.protocol.events import InviteReceived, ReactionReceived, UserKicked
from app.values import frozen

_LONGEST_QUOTE = 60


@frozen(kw_only=True)
class Telling:
    """Something people should know now, in words. An invitation's `chat` is the server's, which may not be there.

    `where` is the room, "" between us; `entry` is the message it is about.
    """

    session: Session
    chat: Chat | None
    what: What
    who: str
    where: str = ""
    text: str = ""
    entry: Entry | None = None


class Teller:
    """Tells `tell` of each."""

    def __init__(self, stage: Stage, occasions: Occasions, tell: Callable[[Telling], None]) -> None:
        self._settings = stage.settings
        self._occasions = occasions
        self._tell = tell
        stage.watch.each(UnreadArrived, self._arrived)
        stage.watch.each(ReactionReceived, self._reacted)
        stage.watch.each(InviteReceived, self._invited)
        stage.watch.each(UserKicked, self._kicked)

    def why(self, session: Session, chat: Chat) -> str:
        """Why the newest message of others in the chat is told, or not, in a sentence."""
        entry = next((entry for entry in reversed(chat.entries) if entry.is_message and not entry.is_own), None)
        if entry is None:
            return words.NOTHING_SAID
        rule = decide(self._occasions.of_message(session, chat, entry, looks_elsewhere=True))
        return words.why_text(plain_text(entry.nick) or "the server", rule, is_heard=self._settings.sound,
                              is_shown=self._settings.notifications)

    def _arrived(self, session: Session, change: UnreadArrived) -> None:
        chat, entry = change.chat, change.entry
        # Put into words only when it is told: a flood of messages is a flood of these.
        self._decide(self._occasions.of_message(session, chat, entry), lambda: Telling(
            session=session, chat=chat, what=What.MESSAGE, who=plain_text(entry.nick), where=_where(chat),
            text=_said(entry), entry=entry))

    def _reacted(self, session: Session, event: ReactionReceived) -> None:
        chat = chat_of(session.chats, event) if event.present and not event.is_own else None
        entry = None if chat is None else _own_entry(chat, event.msgid)
        if chat is None or entry is None:
            return
        occasion = self._occasions.of_event(What.REACTION, session, event, event.source, chat=chat, entry=entry)
        who, quote = plain_text(event.source.nick), _said(entry)[:_LONGEST_QUOTE]
        text = words.reaction_text(who, plain_text(event.reaction), quote)
        self._decide(occasion, lambda: Telling(
            session=session, chat=chat, what=What.REACTION, who=who, where=_where(chat), text=text, entry=entry))

    def _invited(self, session: Session, event: InviteReceived) -> None:
        if not event.is_own:
            return
        who = plain_text(event.source.nick)
        self._decide(self._occasions.of_event(What.INVITE, session, event, event.source), lambda: Telling(
            session=session, chat=session.chats.find(""), what=What.INVITE, who=who,
            text=words.invite_text(who, plain_text(event.channel))))

    def _kicked(self, session: Session, event: UserKicked) -> None:
        chat = session.chats.find(event.channel)
        if not event.is_own or session.chat_state.is_self(event.source.nick):
            return
        who, channel = plain_text(event.source.nick), plain_text(event.channel)
        self._decide(self._occasions.of_event(What.KICK, session, event, event.source, chat=chat), lambda: Telling(
            session=session, chat=chat, what=What.KICK, who=who, where=channel,
            text=words.kick_text(who, channel, plain_text(without_formatting(event.reason)))))

    def _decide(self, occasion: Occasion, telling: Callable[[], Telling]) -> None:
        if decide(occasion).effect is Effect.TELL:
            self._tell(telling())


def _said(entry: Entry) -> str:
    return preview_text(entry.text)


def _where(chat: Chat) -> str:
    return "" if chat.kind is ChatKind.DIRECT else plain_text(chat.name)


def _own_entry(chat: Chat, msgid: str) -> Entry | None:
    """The message of ours with that msgid, as far as it is in memory."""
    if msgid not in chat.msgids:
        return None
    found = next((entry for entry in reversed(chat.entries) if entry.msgid == msgid), None)
    return found if found is not None and found.is_own else None
