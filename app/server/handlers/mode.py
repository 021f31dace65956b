"""MODE: what rooms and people are like. Follows modern.ircdocs.horse, "MODE message" and "Channel Modes"."""

from collections.abc import Iterator
from dataclasses import replace

from app.protocol.lines import BODY_MAX
from app.protocol.modes import ModeChange, format_mode_changes, parse_mode_changes
from app.protocol.numerics import (
    ERR_BANLISTFULL,
    ERR_CHANOPRIVSNEEDED,
    ERR_INVALIDMODEPARAM,
    ERR_NOSUCHCHANNEL,
    ERR_NOSUCHNICK,
    ERR_UMODEUNKNOWNFLAG,
    ERR_UNKNOWNMODE,
    ERR_USERNOTINCHANNEL,
    ERR_USERSDONTMATCH,
    RPL_BANLIST,
    RPL_CHANNELMODEIS,
    RPL_CREATIONTIME,
    RPL_ENDOFBANLIST,
    RPL_ENDOFEXCEPTLIST,
    RPL_ENDOFINVEXLIST,
    RPL_EXCEPTLIST,
    RPL_INVEXLIST,
    RPL_UMODEIS,
)
from app.server.core.access import is_visible, mode_refusal
from app.server.core.commands import Command
from app.server.core.events import ModesChanged
from app.server.core.isupport import CHANMODES, USER_MODES
from app.server.core.masks import UserMask
from app.server.core.names import fold
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel

_INVISIBLE = "i"
_OWN_MODES = frozenset("iBRTw")
_KEY_LENGTH = 50
_MASK_BYTES = 200
_LIMIT_MAX = 1_000_000
_LINE_BUDGET = BODY_MAX - len(": MODE  \r\n")


def handle_mode(request: Request) -> None:
    """MODE: of a room or of oneself, to see or to change."""
    target = request.param(0)
    if not target.startswith("#"):
        _user_mode(request, target)
        return
    channel = request.server.world.channel(target)
    if channel is None or not is_visible(channel, request.user):
        request.error(ERR_NOSUCHCHANNEL, target)
    elif len(request.params) < 2:
        _show_modes(request, channel)
    else:
        _change_modes(request, channel)


def _show_modes(request: Request, channel: Channel) -> None:
    """Members see the key's value, others only that there is one."""
    letters, arguments = sorted(channel.flags), []
    if channel.key is not None:
        letters.append("k")
        arguments.append(channel.key if request.user in channel.members else "*")
    if channel.limit is not None:
        letters.append("l")
        arguments.append(str(channel.limit))
    if channel.forward is not None:
        letters.append("f")
        arguments.append(channel.forward)
    name = request.server.name
    body = " ".join([channel.name, "+" + "".join(letters), *arguments])
    request.send(Outgoing(f":{name} {RPL_CHANNELMODEIS} {request.user.nick} {body}"))
    request.reply(RPL_CREATIONTIME, channel.name, str(channel.created_ms // 1000))


def _change_modes(request: Request, channel: Channel) -> None:
    """Sort what was asked into questions for a list and changes; what is wrong is answered letter by letter."""
    server, user = request.server, request.user
    asked = parse_mode_changes(request.params[1:], CHANMODES)[: server.config.limits.modes_per_line * 2]
    changes: list[ModeChange] = []
    told: set[str] = set()
    for change in asked:
        refusal = mode_refusal(channel, user, change.letter)
        if change.letter in CHANMODES.lists and change.argument is None:
            _show_list(request, channel, change.letter)
        elif refusal is None:
            changes.extend(_checked(request, channel, change, changes))
        elif refusal not in told:
            request.error(refusal, channel.name)
            told.add(refusal)
    server.intake.charge(request.client, max(0, len(changes) - 1))
    for part in _in_lines(changes[: server.config.limits.modes_per_line], user.source + channel.name):
        server.submit(request, ModesChanged(
            channel=channel.folded, display=channel.name, sender=user.sender, changes=part))


def _in_lines(changes: list[ModeChange], frame: str) -> Iterator[tuple[ModeChange, ...]]:
    """The changes in parts that each fit a line: the stars that are added to masks may make them too long for one."""
    budget = _LINE_BUDGET - len(frame.encode())
    part: list[ModeChange] = []
    for change in changes:
        if part and len(" ".join(format_mode_changes([*part, change])).encode()) > budget:
            yield tuple(part)
            part = []
        part.append(change)
    if part:
        yield tuple(part)


def _checked(request: Request, channel: Channel, change: ModeChange, earlier: list[ModeChange]) -> list[ModeChange]:
    """The change if it can be made and changes something; else the error was sent, or there is nothing to say."""
    letter = change.letter
    if letter in CHANMODES.prefix_letters:
        return _checked_member(request, channel, change)
    if letter in CHANMODES.lists:
        return _checked_entry(request, channel, change, earlier)
    if letter in "klf":
        return _checked_value(request, channel, change)
    if letter not in CHANMODES.flags:
        request.error(ERR_UNKNOWNMODE, letter)
        return []
    return [change] if (letter in channel.flags) != change.adding else []


def _checked_member(request: Request, channel: Channel, change: ModeChange) -> list[ModeChange]:
    if not change.argument:
        return []
    member = request.server.world.user(change.argument)
    if member is None:
        request.error(ERR_NOSUCHNICK, change.argument)
        return []
    membership = channel.members.get(member)
    if membership is None:
        request.error(ERR_USERNOTINCHANNEL, change.argument, channel.name)
        return []
    return [replace(change, argument=member.nick)] if (change.letter in membership.modes) != change.adding else []


def _checked_entry(
    request: Request, channel: Channel, change: ModeChange, earlier: list[ModeChange],
) -> list[ModeChange]:
    """A mask of a list. What is there already, however it was written, is no news."""
    argument = change.argument or ""
    mask = UserMask.parse(argument).text
    if not argument or mask[0] == ":" or " " in mask or len(mask.encode()) > _MASK_BYTES:
        _refuse_value(request, channel, change)
        return []
    entries = channel.lists[change.letter]
    is_set = fold(mask) in entries
    count = sum(len(each) for each in channel.lists.values()) + sum(
        each.adding and each.letter in CHANMODES.lists for each in earlier)
    if change.adding and not is_set and count >= request.server.config.limits.bans_per_channel:
        request.reply(ERR_BANLISTFULL, channel.name, change.letter, "The list is full")
        return []
    if is_set == change.adding:
        return []
    shown = mask if change.adding else entries[fold(mask)].mask.text
    return [replace(change, argument=shown)]


def _checked_value(request: Request, channel: Channel, change: ModeChange) -> list[ModeChange]:
    """+k and +l; a bad value changes nothing (696). -k takes the key away whatever is given for it."""
    argument = change.argument or ""
    if not change.adding:
        if change.letter == "k":
            return [replace(change, argument=channel.key)] if channel.key is not None else []
        held = channel.limit if change.letter == "l" else channel.forward
        return [change] if held is not None else []
    if change.letter == "f":
        return _checked_forward(request, channel, change)
    if change.letter == "k":
        is_good = 0 < len(argument) <= _KEY_LENGTH and argument[0] != ":" and not set(argument) & {" ", ","}
        is_news = argument != channel.key
    else:
        is_good = argument.isascii() and argument.isdigit() and 0 < int(argument[:10]) <= _LIMIT_MAX
        argument = str(int(argument[:10])) if is_good else argument
        is_news = argument != str(channel.limit)
    if not is_good:
        _refuse_value(request, channel, change)
        return []
    return [replace(change, argument=argument)] if is_news else []


def _checked_forward(request: Request, channel: Channel, change: ModeChange) -> list[ModeChange]:
    """+f: only to a room that is there and that one may send people to, since one runs it too."""
    other = request.server.world.channel(change.argument or "")
    if other is None or other is channel or not is_visible(other, request.user):
        _refuse_value(request, channel, change)
        return []
    if mode_refusal(other, request.user, "f") is not None:
        request.error(ERR_CHANOPRIVSNEEDED, other.name)
        return []
    return [replace(change, argument=other.name)] if channel.forward != other.name else []


def _refuse_value(request: Request, channel: Channel, change: ModeChange) -> None:
    request.error(ERR_INVALIDMODEPARAM, channel.name, change.letter, change.argument or "*")


_LIST_NUMERICS = {
    "b": (RPL_BANLIST, RPL_ENDOFBANLIST), "e": (RPL_EXCEPTLIST, RPL_ENDOFEXCEPTLIST),
    "I": (RPL_INVEXLIST, RPL_ENDOFINVEXLIST),
}


def _show_list(request: Request, channel: Channel, letter: str) -> None:
    """Bans are for all to see; exceptions and standing invitations for those who may change them."""
    entry_numeric, end_numeric = _LIST_NUMERICS[letter]
    refusal = mode_refusal(channel, request.user, letter) if letter != "b" else None
    if refusal is not None:
        request.error(refusal, channel.name)
        return
    for entry in channel.lists[letter].values():
        request.reply(entry_numeric, channel.name, entry.mask.text, entry.set_by, str(entry.set_ms // 1000))
    request.error(end_numeric, channel.name)


def _user_mode(request: Request, nick: str) -> None:
    """Only one's own modes."""
    target = request.server.world.user(nick)
    if target is None:
        request.error(ERR_NOSUCHNICK, nick)
    elif target is not request.user:
        request.error(ERR_USERSDONTMATCH)
    elif len(request.params) < 2:
        request.reply(RPL_UMODEIS, "+" + "".join(sorted(target.modes)))
    else:
        _change_user_mode(request)


def _change_user_mode(request: Request) -> None:
    """+i, +B, +R, +T and +w are for oneself to set; +o only to give up."""
    user, server = request.user, request.server
    done = {"+": "", "-": ""}
    unknown = False
    for change in parse_mode_changes(request.params[1:2], CHANMODES_OF_USERS):
        if change.letter not in USER_MODES:
            unknown = True
        elif change.letter == "o" and not change.adding and user.is_oper:
            server.world.unmake_oper(user)
            done["-"] += "o"
        elif change.letter in _OWN_MODES and (change.letter in user.modes) != change.adding:
            user.modes ^= {change.letter}
            if change.letter == _INVISIBLE:
                server.world.invisible ^= {user}
            done["+" if change.adding else "-"] += change.letter
    user.refresh_sender()
    if unknown:
        request.error(ERR_UMODEUNKNOWNFLAG)
    text = "".join(sign + letters for sign, letters in done.items() if letters)
    if text:
        line = Outgoing(f":{user.source} MODE {user.nick} :{text}", sender=user.sender)
        request.send(line)
        server.deliver(line, user.others(request.client))


CHANMODES_OF_USERS = replace(CHANMODES, lists="", always_argument="", argument_when_set="", flags=USER_MODES,
                             prefix_letters="")

COMMANDS = {"MODE": Command(handle_mode, 1)}
