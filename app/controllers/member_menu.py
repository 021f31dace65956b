"""What can be done with somebody in a channel, as a menu and as a sheet with who they are.

What others feel is asked for first, with a reason or a time. `MemberAction`s say what is offered; `moderation` does it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.contracts.offers import Offer
from app.contracts.session import Session
from app.contracts.sheets import Choice, Question
from app.contracts.window import WindowView
from app.controllers import moderation
from app.controllers.desk import Desk
from app.controllers.look_alike_marks import LookAlikeMarks
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording import moderation as words
from app.models import ban_masks
from app.models.changes import SessionState
from app.models.chats import Chat
from app.models.durations import duration_s
from app.models.ignores import Ignore as IgnoreRule
from app.models.ignores import mask_of, with_ignore, without_ignore
from app.models.member_actions import Deed, MemberAction, Place, member_actions
from app.protocol.capabilities import EDIT
from app.protocol.commands import Invite, RequestWhois

_CANCEL = Choice(key="cancel", label="Cancel", is_cancel=True)
_CLOSE = Choice(key="close", label="Close", is_default=True, is_cancel=True)
_MORE = "more"
_RANK = "rank"
_RANKS = frozenset({Deed.GIVE, Deed.TAKE})
_OK = "ok"
_FIRST_OF_GROUP = frozenset({Deed.GIVE, Deed.TAKE, Deed.MUTE, Deed.KICK})


class MemberMenu:
    """Makes offers of the actions there are with somebody, and carries them out."""

    def __init__(self, window: WindowView, desk: Desk, marks: LookAlikeMarks, mention: Callable[[str], None],
                 complain: Callable[[str], None]) -> None:
        """`mention` puts a nick into the composer, `complain` tells what could not be done."""
        self._window = window
        self._desk = desk
        self._marks = marks
        self._mention = mention
        self._complain = complain

    def offers(self, session: Session, chat: Chat, nick: str) -> Sequence[Offer]:
        """The menu of a member."""
        offers: list[Offer] = []
        groups_begun: set[bool] = set()
        for action in actions_with(session, chat, nick):
            is_rank = action.deed in _RANKS
            begins = action.deed in _FIRST_OF_GROUP and is_rank not in groups_begun
            if action.deed in _FIRST_OF_GROUP:
                groups_begun.add(is_rank)
            offers.append(Offer(label=_label(action, nick), is_enabled=action.is_allowed, begins_group=begins,
                                do=partial(self._do, session, chat, nick, action)))
        return offers

    def show_profile(self, session: Session, chat: Chat, nick: str) -> None:
        """Who somebody is as far as it is known here, with all that may be done with them."""
        allowed = {action.key: action for action in actions_with(session, chat, nick)
                   if action.is_allowed and action.deed is not Deed.PROFILE}
        ranks = {key: action for key, action in allowed.items() if action.deed in _RANKS}
        choices = [Choice(key=key, label=words.action_label(action, nick), is_danger=action.is_dangerous)
                   for key, action in allowed.items() if key not in ranks]
        if ranks:
            choices.append(Choice(key=_RANK, label=words.CHANGE_RANK))
        if session.state is SessionState.ONLINE:
            choices.append(Choice(key=_MORE, label=words.MORE))

        def answered(key: str, _text: str) -> None:
            if key == _MORE:
                self._tried(lambda: moderation.ask(session, RequestWhois(nick=nick)))
            elif key == _RANK:
                self._ask_rank(session, chat, nick, ranks)
            elif key in allowed:
                self._do(session, chat, nick, allowed[key])

        original = self._marks.original_of(session, chat, nick)
        warning = words.look_alike_text(original) if original and not session.chat_state.is_self(nick) else ""
        self._window.ask(Question(title=plain_text(nick), text=warning, choices=(*choices, _CLOSE),
                                  table=facts_of(session, chat, nick)), answered)

    def _ask_rank(self, session: Session, chat: Chat, nick: str, ranks: Mapping[str, MemberAction]) -> None:
        choices = [Choice(key=key, label=words.action_label(action, nick)) for key, action in ranks.items()]

        def answered(key: str, _text: str) -> None:
            if key in ranks:
                self._do(session, chat, nick, ranks[key])

        self._window.ask(Question(title=words.RANK_TITLE.format(plain_text(nick), plain_text(chat.name)), text="",
                                  choices=(*choices, _CANCEL)), answered)

    def _do(self, session: Session, chat: Chat, nick: str, action: MemberAction) -> None:
        if action.is_dangerous:
            self._ask_first(session, chat, nick, action)
        elif action.deed is Deed.PROFILE:
            self.show_profile(session, chat, nick)
        elif action.deed is Deed.INVITE:
            self._ask_where(session, chat, nick)
        elif action.deed is Deed.MENTION:
            self._mention(nick)
        else:
            self._tried(partial(self._do_at_once, session, chat, nick, action))

    def _do_at_once(self, session: Session, chat: Chat, nick: str, action: MemberAction) -> None:
        match action.deed:
            case Deed.MESSAGE:
                self._desk.show(session.open_direct(nick))
            case Deed.IGNORE:
                session.ignore(with_ignore(session.profile.ignores, IgnoreRule(mask_of(nick))))
                self._desk.answer(words.IGNORED.format(plain_text(nick), plain_text(nick)))
            case Deed.STOP_IGNORING:
                session.ignore(without_ignore(session.profile.ignores, mask_of(nick)))
                self._desk.answer(words.HEARD.format(plain_text(nick)))
            case Deed.GIVE | Deed.TAKE:
                moderation.change_ranks(session, chat.name, action.letter, [nick], adding=action.deed is Deed.GIVE)

    def _ask_first(self, session: Session, chat: Chat, nick: str, action: MemberAction, typed: str = "",
                   problem: str = "") -> None:
        """Ask for the reason or the time; what can't be taken is asked for again."""
        title, text, button = words.QUESTIONS[action.deed]
        label = words.FIELD_LABELS[action.deed]

        def answered(key: str, given: str) -> None:
            if key != _OK:
                return
            try:
                deed = _DANGERS[action.deed]
                deed(session, chat.name, nick, given.strip())
            except UserError as error:
                self._ask_first(session, chat, nick, action, given, str(error))

        shown, place = plain_text(nick), plain_text(chat.name)
        self._window.ask(Question(
            title=title.format(shown), text=problem or text.format(shown, place), field_label=label, field_text=typed,
            choices=(_CANCEL, Choice(key=_OK, label=button, is_default=True, is_danger=True)),
        ), answered)

    def _ask_where(self, session: Session, chat: Chat, nick: str) -> None:
        choices = [Choice(key=name, label=plain_text(name)) for name in channels_to_invite_to(session, chat, nick)]

        def answered(key: str, _text: str) -> None:
            if key in [choice.key for choice in choices]:
                self._tried(lambda: moderation.ask(session, Invite(nick=nick, channel=key)))

        self._window.ask(Question(title=words.INVITE_TITLE.format(plain_text(nick)), text=words.INVITE_TEXT,
                                  choices=(*choices, _CANCEL)), answered)

    def _tried(self, deed: Callable[[], None]) -> None:
        try:
            deed()
        except UserError as error:
            self._complain(str(error))


_MOST_CHANNELS = 8


def actions_with(session: Session, chat: Chat, nick: str) -> Sequence[MemberAction]:
    """All actions with somebody seen in a chat."""
    state = session.chat_state
    place = Place(channel=chat.name, is_online=session.state is SessionState.ONLINE,
                  is_host=state.is_operator and EDIT in session.capabilities)
    mask = mask_of(nick).casefold()
    return member_actions(state, place, nick, may_invite=bool(channels_to_invite_to(session, chat, nick)),
                          is_ignored=any(rule.mask.casefold() == mask for rule in session.profile.ignores))


def channels_to_invite_to(session: Session, chat: Chat, nick: str) -> Sequence[str]:
    """The channels we are in that somebody is not, as many as fit a sheet."""
    state = session.chat_state
    folded = state.isupport.fold(nick)
    names = [channel.name for channel in state.channels.values()
             if folded not in channel.members and channel.name != chat.name]
    return sorted(names, key=str.casefold)[:_MOST_CHANNELS]


def facts_of(session: Session, chat: Chat, nick: str) -> Sequence[tuple[str, str]]:
    """What is known of somebody without asking anybody."""
    state = session.chat_state
    person = state.person(nick)
    if person is None:
        return ((words.FACT_PRESENCE, words.NOT_HERE),)
    shared = [plain_text(name) for name in state.shared_channels(nick)]
    facts = (
        (words.FACT_PRESENCE, words.presence_text(person.away)),
        (words.FACT_REALNAME, plain_text(person.realname)),
        (words.FACT_RANK, words.rank_text(state.signs_of(chat.name, nick), state.isupport)),
        (words.FACT_ACCOUNT, plain_text(person.account)),
        (words.FACT_ADDRESS, plain_text(person.host)),
        (words.FACT_CHANNELS, ", ".join(shared[:_MOST_CHANNELS])),
        (words.FACT_BOT, words.IS_BOT if person.is_bot else ""),
    )
    return tuple(fact for fact in facts if fact[1])


def _label(action: MemberAction, nick: str) -> str:
    label = words.action_label(action, nick)
    return label if action.hindrance is None else f"{label} ({words.HINDRANCES[action.hindrance]})"


def _time_in(text: str) -> int | None:
    """A field for a time: empty for one without end. Raises UserError for anything else."""
    for_s = duration_s(text)
    if text and for_s is None:
        raise UserError(*words.BAD_DURATION)
    return for_s


def _mute(session: Session, channel: str, nick: str, given: str) -> None:
    moderation.silence(session, channel, [ban_masks.best_mask(session.chat_state, nick)], _time_in(given))


def _kick(session: Session, channel: str, nick: str, given: str) -> None:
    moderation.kick(session, channel, [nick], given)


def _ban_account(session: Session, channel: str, nick: str, given: str) -> None:
    mask = ban_masks.account_mask(session.chat_state, nick)
    if not mask:
        raise UserError(*words.NO_ACCOUNT)
    moderation.ban(session, channel, [mask], _time_in(given))


def _ban_host(session: Session, channel: str, nick: str, given: str) -> None:
    moderation.ban(session, channel, [ban_masks.host_mask(session.chat_state, nick)], _time_in(given))


def _kick_ban(session: Session, channel: str, nick: str, given: str) -> None:
    """A time may stand before the reason, as in the command. Blocked first, so that they aren't back before it."""
    for_s, reason = moderation.time_and_reason(given)
    moderation.ban(session, channel, [ban_masks.best_mask(session.chat_state, nick)], for_s)
    moderation.kick(session, channel, [nick], reason)


_DANGERS: dict[Deed, Callable[[Session, str, str, str], None]] = {
    Deed.MUTE: _mute,
    Deed.KICK: _kick,
    Deed.BAN_ACCOUNT: _ban_account,
    Deed.BAN_HOST: _ban_host,
    Deed.KICK_BAN: _kick_ban,
}
