"""What people with a rank do to others in a channel, however they ask for it: by command, menu or profile.

Everything raises UserError where it can't be asked of the server; what the server refuses comes back as an error and
is told in the chat.
"""

from collections.abc import Sequence

from app.contracts.session import Session
from app.controllers.user_error import UserError
from app.controllers.wording import moderation as words
from app.models import ban_masks
from app.models.durations import duration_s, is_meant_as_duration
from app.models.mode_lines import mode_lines
from app.models.timed_masks import TimedMask
from app.protocol.commands import Command, Kick, SetModes
from app.protocol.errors import LocalProtocolError
from app.protocol.events import ListedMask
from app.protocol.modes import ModeChange

MOST_AT_ONCE = 50
"""More names in one command are a slip of a paste."""


def change_ranks(session: Session, channel: str, letter: str, nicks: Sequence[str], *, adding: bool) -> None:
    """Give a membership mode to people, or take it from them."""
    if not session.chat_state.isupport.prefix_of(letter):
        raise UserError(*words.NO_SUCH_RANK)
    _change(session, channel, [ModeChange(adding=adding, letter=letter, argument=nick) for nick in nicks])


def kick(session: Session, channel: str, nicks: Sequence[str], reason: str) -> None:
    """Remove people from the channel; they may come back."""
    _check_count(nicks)
    for nick in nicks:
        if session.chat_state.is_self(nick):
            raise UserError(*words.NOT_YOURSELF)
    for nick in nicks:
        ask(session, Kick(channel=channel, nick=nick, reason=reason))


def ban(session: Session, channel: str, masks: Sequence[str], for_s: int | None) -> None:
    """Keep people out, for so many seconds or until somebody lets them in."""
    _add(session, channel, "b", masks, for_s)


def silence(session: Session, channel: str, masks: Sequence[str], for_s: int | None) -> None:
    """Let people read but not write. Raises UserError where the server knows no such thing."""
    how = how_to_silence(session)
    _add(session, channel, how.letter, [_silencing(mask, how) for mask in masks], for_s)


def unsilence(session: Session, channel: str, masks: Sequence[str]) -> None:
    """Let people write again."""
    how = how_to_silence(session)
    lift(session, channel, how.letter, [_silencing(mask, how) for mask in masks])


def how_to_silence(session: Session) -> ban_masks.Silence:
    """How this server silences."""
    how = ban_masks.silence_of(session.chat_state.isupport)
    if how is None:
        raise UserError(*words.NO_SILENCE)
    return how


def _silencing(mask: str, how: ban_masks.Silence) -> str:
    return mask if how.before and mask.startswith(how.before) else how.before + mask


def time_and_reason(text: str) -> tuple[int | None, str]:
    """The seconds that `text` begins with, None where it begins with none, and what is left of it.

    Raises UserError for what was meant as a time and is none: taken as a reason, it would hold for good.
    """
    first, _, rest = text.partition(" ")
    rest = rest.strip()
    for_s = duration_s(first)
    if for_s is not None:
        return for_s, rest
    if is_meant_as_duration(first) and not (first.isdigit() and rest):
        raise UserError(*words.BAD_DURATION)
    return None, text


def lift(session: Session, channel: str, letter: str, masks: Sequence[str]) -> None:
    """Take masks off a list."""
    _change(session, channel, [ModeChange(adding=False, letter=letter, argument=mask) for mask in masks])


def add_to_list(session: Session, channel: str, letter: str, masks: Sequence[str]) -> None:
    """Put masks on a list. Raises UserError where the server keeps none of that kind."""
    _check_list(session, letter)
    _add(session, channel, letter, masks, None)


def ask_for_list(session: Session, channel: str, letter: str) -> None:
    """Ask for a list; the answer is told in the chat."""
    _check_list(session, letter)
    ask(session, SetModes(target=channel, modes=(f"+{letter}",)))


def _check_list(session: Session, letter: str) -> None:
    if letter not in session.chat_state.isupport.chanmodes.lists:
        raise UserError(*words.NO_SUCH_LIST)


def mask_for(session: Session, name: str) -> str:
    """The mask that keeps out whom `name` means: a mask as it is, of a nick the one that holds longest."""
    state = session.chat_state
    if state.is_self(name):
        raise UserError(*words.NOT_YOURSELF)
    if ban_masks.is_unknown_account_mask(name, state.isupport):
        raise UserError(*words.NO_ACCOUNT_BANS)
    mask = ban_masks.typed_mask(name, state.isupport) or ban_masks.best_mask(state, name)
    if ban_masks.fits_everybody(mask):
        raise UserError(*words.everybody(mask))
    return mask


def listed_masks(session: Session, channel: str, letter: str, name: str) -> Sequence[str]:
    """The masks on a list that `name` means: a number of the list as it was shown, a mask, or somebody's nick.

    Raises UserError for a nick that nothing is known of: which mask keeps it out can't be told from the nick.
    """
    state = session.chat_state
    place = state.channel(channel)
    shown = [] if place is None else place.lists.get(letter, ())
    if name.isascii() and name.isdigit() and len(name) < 6:
        return [_numbered(shown, int(name))]
    typed = ban_masks.typed_mask(name, state.isupport)
    if typed:
        return [typed]
    found = [listed.mask for listed in shown if _means(session, listed.mask, name)]
    if found:
        return found
    if state.person(name) is None:
        raise UserError(*words.unknown_person(name))
    made = (ban_masks.account_mask(state, name), ban_masks.host_mask(state, name), ban_masks.nick_mask(name))
    return [mask for mask in dict.fromkeys(made) if mask]


def _numbered(shown: Sequence[ListedMask], number: int) -> str:
    if not 0 < number <= len(shown):
        raise UserError(*words.no_such_number(len(shown)))
    return shown[number - 1].mask


def _means(session: Session, mask: str, name: str) -> bool:
    """Whether a listed mask fits somebody we know, or begins with their nick."""
    state = session.chat_state
    fold, bare = state.isupport.fold, ban_masks.without_signs(mask)
    person = state.person(name)
    if person is not None and mask == ban_masks.account_mask(state, name):
        return True
    if person is not None and person.host and ban_masks.fits(bare, person, state.isupport):
        return True
    return fold(bare.partition("!")[0]) == fold(name)


def _add(session: Session, channel: str, letter: str, masks: Sequence[str], for_s: int | None) -> None:
    _change(session, channel, [ModeChange(adding=True, letter=letter, argument=mask) for mask in masks])
    if for_s is not None:
        until_ms = session.now_ms() + for_s * 1000
        session.lift_later([TimedMask(channel, letter, mask, until_ms) for mask in masks])


def _change(session: Session, channel: str, changes: Sequence[ModeChange]) -> None:
    _check_count(changes)
    for line in mode_lines(changes, session.chat_state.isupport):
        ask(session, SetModes(target=channel, modes=line))


def _check_count(asked: Sequence[object]) -> None:
    if len(asked) > MOST_AT_ONCE:
        raise UserError(*words.too_many(MOST_AT_ONCE))


def ask(session: Session, command: Command) -> None:
    """Ask the server now. Raises UserError where it can't be said, or nobody is there to hear it."""
    try:
        for message in command.messages():
            message.to_bytes()
    except LocalProtocolError as error:
        raise UserError(*words.UNSENDABLE) from error
    if not session.send(command):
        raise UserError(*words.NOT_CONNECTED)
