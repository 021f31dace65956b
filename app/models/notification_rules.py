"""What is told to people, and why: one ordered table of rules, of which the first that fits decides. Pure.

Theory of operation: whatever may ask for attention is an `Occasion`. `RULES` begins with what was not said to us at
all, goes on with what holds everything back (`SILENCES`), then with what one chat holds back, and ends with what is
worth telling. `docs/` and the tests are made from the same table.
"""

from collections.abc import Callable
from datetime import datetime
from enum import Enum, IntEnum, auto
from functools import lru_cache

from app.models.attention import counts, is_for_us, level_of
from app.models.chats import Chat, ChatKind, Entry, EntryKind
from app.models.levels import MAX_SNOOZE_MS, Level
from app.models.quiet_hours import QuietHours
from app.values import frozen

MAX_PEOPLE = 200
"""People of one list that are looked at; more were not written by people."""


class Effect(IntEnum):
    """How far something gets; each step includes those before it."""

    NOTHING = 0
    COUNT = auto()
    """It is counted in its chat's row, until it is read."""
    BADGE = auto()
    """What was meant for us is counted in the window's title and on the app's icon as well."""
    TELL = auto()
    """It is heard and shown, as far as sound and notifications are on."""


class What(Enum):
    """What happened."""

    MESSAGE = auto()
    REACTION = auto()
    INVITE = auto()
    KICK = auto()


@frozen(kw_only=True)
class Wishes:
    """What people chose for all chats. `always` and `never` are folded nicks or accounts, see `people_of`."""

    do_not_disturb: bool = False
    snoozed_until_ms: int = 0
    quiet_hours: QuietHours | None = None
    quiet_when_away: bool = False
    reactions: bool = True
    always: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Occasion:
    """Something that may ask for attention at the moment `now`, which has a time zone.

    An invitation has no `chat`. `who` is a nick, `account` perhaps its account. `is_past`: it was said some time ago
    and only came now. `is_looked_at`: its chat is open in the window that has the keyboard.
    """

    now: datetime
    what: What = What.MESSAGE
    chat: Chat | None = None
    entry: Entry | None = None
    who: str = ""
    account: str = ""
    is_past: bool = False
    is_ignored: bool = False
    is_looked_at: bool = False
    is_away: bool = False
    wishes: Wishes = Wishes()


@frozen(kw_only=True)
class Rule:
    """One row of the table: what it is called, when it fits, what then becomes of it, and that in words.

    `why` ends the sentence "It was (not) told, because ...".
    """

    name: str
    help: str
    why: str
    fits: Callable[[Occasion], bool]
    effect: Effect


def decide(occasion: Occasion) -> Rule:
    """The first rule that fits; its effect is what happens."""
    return next(rule for rule in RULES if rule.fits(occasion))


def silence_of(chat: Chat, wishes: Wishes, now: datetime, *, is_away: bool = False) -> Rule | None:
    """Why nothing in the chat may ask for attention at that moment; None when it may."""
    occasion = Occasion(now=now, chat=chat, is_away=is_away, wishes=wishes)
    return next((rule for rule in (*SILENCES, *CHAT_SILENCES) if rule.fits(occasion)), None)


def ends_in_s(rule: Rule, chat: Chat, wishes: Wishes, now: datetime) -> float | None:
    """When a silence may end without anybody doing anything, and has to be looked at again; None for never."""
    end = _ENDS.get(rule.name)
    return None if end is None else end(Occasion(now=now, chat=chat, wishes=wishes))


@lru_cache(maxsize=8)
def people_of(line: str) -> frozenset[str]:
    """The nicks or accounts of a line, parted by commas or spaces, folded."""
    return frozenset(name.casefold() for name in line.replace(",", " ").split()[:MAX_PEOPLE])


def _is_message(it: Occasion) -> bool:
    return it.what is What.MESSAGE


def _is_own(it: Occasion) -> bool:
    return it.entry is not None and it.entry.is_own and it.what is not What.REACTION


def _is_unsaid(it: Occasion) -> bool:
    return _is_message(it) and it.entry is not None and (it.entry.is_redacted or not it.entry.is_message)


def _is_servers(it: Occasion) -> bool:
    return _is_message(it) and it.entry is not None and it.chat is not None and not counts(it.entry, it.chat)


def _is_by(it: Occasion, people: frozenset[str]) -> bool:
    return bool(people) and (it.who.casefold() in people or (bool(it.account) and it.account.casefold() in people))


def _now_ms(it: Occasion) -> int:
    return int(it.now.timestamp() * 1000)


def _is_all_snoozed(it: Occasion) -> bool:
    return _now_ms(it) < it.wishes.snoozed_until_ms <= _now_ms(it) + MAX_SNOOZE_MS


def _is_quiet(it: Occasion) -> bool:
    return it.wishes.quiet_hours is not None and it.wishes.quiet_hours.include(it.now)


def _is_muted(it: Occasion) -> bool:
    return it.chat is not None and it.chat.options.is_muted


def _is_snoozed(it: Occasion) -> bool:
    return it.chat is not None and it.chat.options.is_snoozed(_now_ms(it))


def _is_nothing(it: Occasion) -> bool:
    return it.chat is not None and level_of(it.chat) is Level.NOTHING


def _is_notice(it: Occasion) -> bool:
    return it.entry is not None and it.entry.kind is EntryKind.NOTICE and not it.entry.is_mention


def _is_bot_in_room(it: Occasion) -> bool:
    return (it.entry is not None and it.entry.is_bot and not it.entry.is_mention
            and it.chat is not None and it.chat.kind is not ChatKind.DIRECT)


def _is_direct(it: Occasion) -> bool:
    return _is_message(it) and it.chat is not None and it.chat.kind is ChatKind.DIRECT


def _is_mention(it: Occasion) -> bool:
    return _is_message(it) and it.entry is not None and it.chat is not None and is_for_us(it.entry, it.chat)


def _is_all(it: Occasion) -> bool:
    return _is_message(it) and it.chat is not None and level_of(it.chat) is Level.ALL


UNTOLD = (
    Rule(name="own", effect=Effect.NOTHING, fits=_is_own,
         help="What you say yourself, here or at another device, is not told.", why="you said it yourself"),
    Rule(name="ignored", effect=Effect.NOTHING, fits=lambda it: it.is_ignored,
         help="Whom you ignore you don't hear at all.", why="you ignore them"),
    Rule(name="unsaid", effect=Effect.NOTHING, fits=_is_unsaid,
         help="Deleted messages, and who comes and goes, are not told.", why="nobody said anything"),
    Rule(name="server", effect=Effect.NOTHING, fits=_is_servers,
         help="Notices of the server are not told.", why="it is a notice of the server"),
    Rule(name="past", effect=Effect.BADGE, fits=lambda it: it.is_past,
         help="What was said while you were not there is counted, and told in one sentence at most.",
         why="it was said before you came"),
    Rule(name="looked-at", effect=Effect.BADGE, fits=lambda it: it.is_looked_at,
         help="The chat you look at is never told.", why="you look at that chat"),
    Rule(name="never", effect=Effect.BADGE, fits=lambda it: _is_by(it, it.wishes.never),
         help="People you never want to be told of are counted, and neither heard nor shown.",
         why="you never want to be told of them"),
)
"""What was not said to us, or needs nobody's attention."""

SILENCES = (
    Rule(name="do-not-disturb", effect=Effect.COUNT, fits=lambda it: it.wishes.do_not_disturb,
         help="While you don't want to be disturbed, everything is only counted.",
         why="you don't want to be disturbed"),
    Rule(name="snoozed-all", effect=Effect.COUNT, fits=_is_all_snoozed,
         help="While all is snoozed, everything is only counted.", why="everything is snoozed"),
    Rule(name="quiet-hours", effect=Effect.COUNT, fits=_is_quiet,
         help="In your quiet hours, everything is only counted.", why="these are your quiet hours"),
    Rule(name="away", effect=Effect.COUNT, fits=lambda it: it.is_away and it.wishes.quiet_when_away,
         help="While you are away, everything is only counted, if you wish.", why="you are away"),
)
"""What holds back everything of all chats, or of a network."""

_ALWAYS = Rule(name="always", effect=Effect.TELL, fits=lambda it: _is_by(it, it.wishes.always),
               help="People you always want to hear are told in muted and snoozed chats too.",
               why="you always want to hear them")

CHAT_SILENCES = (
    Rule(name="muted", effect=Effect.COUNT, fits=_is_muted,
         help="A muted chat is only counted.", why="the chat is muted"),
    Rule(name="snoozed", effect=Effect.COUNT, fits=_is_snoozed,
         help="A snoozed chat is only counted until its time.", why="the chat is snoozed"),
    Rule(name="nothing", effect=Effect.COUNT, fits=_is_nothing,
         help="A chat of which you want to be told nothing is only counted.",
         why="you want to be told nothing of that chat"),
)
"""What one chat holds back."""

TOLD = (
    Rule(name="reaction-unwanted", effect=Effect.NOTHING,
         fits=lambda it: it.what is What.REACTION and not it.wishes.reactions,
         help="Reactions to what you said are told only if you wish.", why="you don't want to be told of reactions"),
    Rule(name="reaction", effect=Effect.TELL, fits=lambda it: it.what is What.REACTION,
         help="Reactions to what you said are told.", why="it is a reaction to what you said"),
    Rule(name="invite", effect=Effect.TELL, fits=lambda it: it.what is What.INVITE,
         help="Invitations are told.", why="you were invited"),
    Rule(name="kick", effect=Effect.TELL, fits=lambda it: it.what is What.KICK,
         help="When you are removed from a channel, you are told.", why="you were removed"),
    Rule(name="notice", effect=Effect.BADGE, fits=_is_notice,
         help="Notices of people, bots and services are told only where they name you.",
         why="it is a notice that doesn't name you"),
    Rule(name="bot", effect=Effect.COUNT, fits=_is_bot_in_room,
         help="What bots say in a room is told only where it names you.", why="a bot said it, and it doesn't name you"),
    Rule(name="direct", effect=Effect.TELL, fits=_is_direct,
         help="What is said to you alone is told.", why="it was said to you alone"),
    Rule(name="mention", effect=Effect.TELL, fits=_is_mention,
         help="What names you, says one of your highlight words, or answers you, is told.",
         why="it names you, says one of your words, or answers you"),
    Rule(name="all", effect=Effect.TELL, fits=_is_all,
         help="Of a chat of which you want to be told all messages, all are told.",
         why="you want to be told of all messages there"),
    Rule(name="rest", effect=Effect.COUNT, fits=lambda _it: True,
         help="Everything else is counted.", why="you are told of mentions there, and it is none"),
)
"""What is told where nothing holds it back."""

RULES = (*UNTOLD, *SILENCES, _ALWAYS, *CHAT_SILENCES, *TOLD)
"""All of them, in the order in which they are asked."""

_ENDS: dict[str, Callable[[Occasion], float]] = {
    "snoozed-all": lambda it: (it.wishes.snoozed_until_ms - _now_ms(it)) / 1000,
    "quiet-hours": lambda it: 0.0 if it.wishes.quiet_hours is None else it.wishes.quiet_hours.end_in_s(it.now),
    "snoozed": lambda it: 0.0 if it.chat is None else (it.chat.options.snoozed_until_ms - _now_ms(it)) / 1000,
}
"""In how many seconds silences end that end by themselves."""
