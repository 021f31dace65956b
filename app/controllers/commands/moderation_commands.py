"""Commands for those who keep order in a channel: removing, blocking, silencing, ranks, and the lists of all that.

`/silence` is what other apps call quiet; here `/quiet` are the hours in which nothing asks for attention.
"""

from collections.abc import Callable, Sequence

from app.controllers import moderation
from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, parted
from app.controllers.commands.parameters import Parameter
from app.controllers.desk import Desk, open_channel_of
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording import moderation as words
from app.controllers.wording.times import list_text
from app.models.ranks import MEMBERSHIPS
from app.protocol.isupport import ISupport

_WHOM = "Say whom you mean."
_PEOPLE = (Parameter(name="NAME", kind=take.Kind.NICK, missing=_WHOM, repeats=True),)
_RANK_LETTERS = {"founder": "q", "owner": "q", "chief": "a", "admin": "o", "op": "o", "helper": "h", "halfop": "h",
                 "voice": "v"}
_CHANGES = ("add", "remove")


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]


def _kick(desk: Desk, text: str) -> None:
    names, reason = parted(text)
    moderation.kick(desk.session, open_channel_of(desk).name, _names(names), reason)


def _ban(desk: Desk, text: str) -> None:
    masks, for_s, _ = _masks_and_time(desk, text)
    moderation.ban(desk.session, open_channel_of(desk).name, masks, for_s)


def _kickban(desk: Desk, text: str) -> None:
    """Blocked first, so that nobody is back before the block."""
    channel = open_channel_of(desk).name
    masks, for_s, reason = _masks_and_time(desk, text)
    moderation.ban(desk.session, channel, masks, for_s)
    here = [name for name in _names(parted(text)[0]) if desk.session.chat_state.person(name) is not None]
    moderation.kick(desk.session, channel, here, reason)


def _silence(desk: Desk, text: str) -> None:
    masks, for_s, _ = _masks_and_time(desk, text)
    moderation.silence(desk.session, open_channel_of(desk).name, masks, for_s)


def _masks_and_time(desk: Desk, text: str) -> tuple[list[str], int | None, str]:
    """Whom the first word means, how long the second says, and what is left."""
    names, rest = parted(text)
    for_s, reason = moderation.time_and_reason(rest)
    masks = [moderation.mask_for(desk.session, name) for name in _names(names)]
    if not masks:
        raise UserError(_WHOM, "Type /help ban to see how it is used.")
    return masks, for_s, reason


def _unban(desk: Desk, text: str) -> None:
    _take_off(desk, "b", text)


def _unsilence(desk: Desk, text: str) -> None:
    channel = open_channel_of(desk).name
    how = moderation.how_to_silence(desk.session)
    masks = [mask for name in _names(parted(text)[0])
             for mask in moderation.listed_masks(desk.session, channel, how.letter, name)]
    moderation.unsilence(desk.session, channel, masks)


def _take_off(desk: Desk, letter: str, text: str) -> None:
    channel = open_channel_of(desk).name
    masks = [mask for name in text.replace(",", " ").split()
             for mask in moderation.listed_masks(desk.session, channel, letter, name)]
    moderation.lift(desk.session, channel, letter, masks)


def _ranks(letter: str, *, adding: bool) -> Callable[[Desk, str], None]:
    """A command that gives or takes one membership mode of the people named; of ourselves when nobody is."""

    def run(desk: Desk, text: str) -> None:
        nicks = text.replace(",", " ").split()
        moderation.change_ranks(desk.session, open_channel_of(desk).name, letter, nicks, adding=adding)

    return run


def _list_of(letter: str) -> Callable[[Desk, str], None]:
    """A command that shows a list of the open channel, and puts on it or takes off it where people may do that."""

    def run(desk: Desk, text: str) -> None:
        channel, (change, names) = open_channel_of(desk).name, parted(text)
        if not change:
            moderation.ask_for_list(desk.session, channel, letter)
        elif change.casefold() not in _CHANGES or not names:
            raise UserError("Say whom to add or to remove.", "As in: add maya, or: remove 2")
        elif change.casefold() == "add":
            masks = [moderation.mask_for(desk.session, name) for name in names.replace(",", " ").split()]
            moderation.add_to_list(desk.session, channel, letter, masks)
        else:
            _take_off(desk, letter, names)

    return run


def _bans(desk: Desk, _text: str) -> None:
    moderation.ask_for_list(desk.session, open_channel_of(desk).name, "b")


def _silenced(desk: Desk, _text: str) -> None:
    how = moderation.how_to_silence(desk.session)
    moderation.ask_for_list(desk.session, open_channel_of(desk).name, how.letter)


def _access(desk: Desk, text: str) -> None:
    """Who has which rank. Servers of this app keep it for people with an account, also while they are away."""
    change, rest = parted(text)
    if not change:
        _tell_access(desk)
        return
    name, rank = parted(rest)
    if change.casefold() not in _CHANGES or not name:
        raise UserError("Say who gets which rank.", "As in: /access add maya admin, or: /access remove maya")
    channel, session = open_channel_of(desk).name, desk.session
    if change.casefold() == "remove":
        letters = _held(session.chat_state.isupport, session.chat_state.signs_of(channel, name))
        if not letters:
            raise UserError(f"{plain_text(name)} has no rank here.", "Type /access to see who has one.")
        for letter in letters:
            moderation.change_ranks(session, channel, letter, [name], adding=False)
        return
    if rank.casefold() not in _RANK_LETTERS:
        raise UserError("There is no such rank.", f"Choose from {list_text(list(words.RANKS.values()))}.")
    moderation.change_ranks(session, channel, _RANK_LETTERS[rank.casefold()], [name], adding=True)


def _held(isupport: ISupport, signs: str) -> Sequence[str]:
    return [letter for letter in MEMBERSHIPS if isupport.prefix_of(letter) and isupport.prefix_of(letter) in signs]


def _tell_access(desk: Desk) -> None:
    channel, state = open_channel_of(desk).name, desk.session.chat_state
    told = False
    for letter in MEMBERSHIPS:
        holders = sorted(plain_text(person.nick) for person, signs in state.members(channel)
                         if _held(state.isupport, signs)[:1] == [letter])
        if holders:
            told = True
            desk.answer(f"{words.RANKS[letter].capitalize()} in {plain_text(channel)}: {list_text(holders[:100])}.")
    if not told:
        desk.answer(f"Nobody in {plain_text(channel)} has a rank.")


def _row(name: str, usage: str, meaning: str, run: Callable[[Desk, str], None],
         takes: tuple[Parameter, ...] = (), aliases: tuple[str, ...] = ()) -> SlashCommand:
    return SlashCommand(name=name, usage=usage, help=meaning, run=run, takes=takes, aliases=aliases,
                        group=Group.MODERATION)


_TIMED = (take.nick(_WHOM, "NAME or mask"), take.word("30m, 2h, 1d"), take.line(name="reason"))
_CHANGE = (take.word("add or remove", choices=_CHANGES), take.nick())

COMMANDS = (
    _row("kick", "/kick NAME [reason]", "Remove someone from the channel; several with commas between.", _kick,
         (take.nick("Say whom to remove."), take.line(name="reason")), ("k",)),
    _row("ban", "/ban NAME or MASK [30m, 2h, 1d] [reason]",
         "Block someone from the channel, by account where they have one, else by address; for a while, or for good.",
         _ban, _TIMED),
    _row("kickban", "/kickban NAME [30m, 2h, 1d] [reason]", "Remove someone and block them.", _kickban, _TIMED,
         ("kb",)),
    _row("unban", "/unban NAME, MASK or number", "Let someone in again; numbers are those of /bans.", _unban,
         (take.nick(_WHOM, "NAME, mask or number"),)),
    _row("silence", "/silence NAME [30m, 2h, 1d]", "Let someone read but not write.", _silence, _TIMED[:2]),
    _row("unsilence", "/unsilence NAME, MASK or number", "Let someone write again.", _unsilence,
         (take.nick(_WHOM, "NAME, mask or number"),)),
    _row("op", "/op NAME …", "Make people admins of the channel.", _ranks("o", adding=True), _PEOPLE),
    _row("deop", "/deop NAME …", "Make people admins no longer.", _ranks("o", adding=False), _PEOPLE),
    _row("halfop", "/halfop NAME …", "Make people helpers, where the server has them.", _ranks("h", adding=True),
         _PEOPLE),
    _row("dehalfop", "/dehalfop NAME …", "Make people helpers no longer.", _ranks("h", adding=False), _PEOPLE),
    _row("voice", "/voice NAME …", "Let people write while the channel is moderated.", _ranks("v", adding=True),
         _PEOPLE),
    _row("devoice", "/devoice NAME …", "Take that back.", _ranks("v", adding=False), _PEOPLE),
    _row("bans", "/bans", "List who is blocked from the channel, with who did it and when.", _bans),
    _row("silenced", "/silenced", "List who may read but not write.", _silenced),
    _row("exceptions", "/exceptions [add or remove NAME]", "List who may enter whatever is blocked, or change that.",
         _list_of("e"), _CHANGE),
    _row("invites", "/invites [add or remove NAME]", "List who needs no invitation, or change that.", _list_of("I"),
         _CHANGE),
    _row("access", "/access [add NAME RANK, or remove NAME]", "List who has which rank in the channel, or change it.",
         _access, (take.word("add or remove", choices=_CHANGES), take.nick(),
                   take.word("rank", choices=tuple(words.RANKS.values())))),
)
