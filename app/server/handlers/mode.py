"""MODE: what rooms and people are like. Follows modern.ircdocs.horse, "MODE message" and "Channel Modes"."""

from dataclasses import replace

from app.protocol.modes import ModeChange, parse_mode_changes
from app.protocol.numerics import (
    ERR_BANLISTFULL,
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
    RPL_UMODEIS,
)
from app.server.core.access import is_visible, operator_refusal
from app.server.core.client import fold
from app.server.core.commands import Command
from app.server.core.events import ModesChanged
from app.server.core.isupport import CHANMODES, USER_MODES
from app.server.core.outgoing import Outgoing
from app.server.core.request import Request
from app.server.core.state import Channel

_INVISIBLE = "i"
_KEY_LENGTH = 50
_MASK_LENGTH = 200
_LIMIT_MAX = 1_000_000


def handle_mode(request: Request) -> None:
    """MODE: of a room or of oneself, to see or to change."""
    target = request.param(0)
    if not target.startswith("#"):
        _user_mode(request, target)
        return
    channel = request.server.world.channel(target)
    if channel is None or not is_visible(channel, request.client):
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
        arguments.append(channel.key if request.client in channel.members else "*")
    if channel.limit is not None:
        letters.append("l")
        arguments.append(str(channel.limit))
    name = request.server.name
    body = " ".join([channel.name, "+" + "".join(letters), *arguments])
    request.send(Outgoing(f":{name} {RPL_CHANNELMODEIS} {request.client.nick} {body}"))
    request.reply(RPL_CREATIONTIME, channel.name, str(channel.created_ms // 1000))


def _change_modes(request: Request, channel: Channel) -> None:
    """Sort what was asked into questions for a list and changes; what is wrong is answered letter by letter."""
    server, client = request.server, request.client
    asked = parse_mode_changes(request.params[1:], CHANMODES)[: server.config.limits.modes_per_line * 2]
    changes: list[ModeChange] = []
    refusal = operator_refusal(channel, client)
    is_told = False
    for change in asked:
        if change.letter in CHANMODES.lists and change.argument is None:
            _show_bans(request, channel)
        elif refusal is None:
            changes.extend(_checked(request, channel, change, changes))
        elif not is_told:
            request.error(refusal, channel.name)
            is_told = True
    if changes:
        server.submit(request, ModesChanged(
            channel=channel.folded, display=channel.name, source=client.source,
            changes=tuple(changes[: server.config.limits.modes_per_line])))


def _checked(request: Request, channel: Channel, change: ModeChange, earlier: list[ModeChange]) -> list[ModeChange]:
    """The change if it can be made and changes something; else the error was sent, or there is nothing to say."""
    letter = change.letter
    if letter in CHANMODES.prefix_letters:
        return _checked_member(request, channel, change)
    if letter in CHANMODES.lists:
        return _checked_ban(request, channel, change, earlier)
    if letter in "kl":
        return _checked_value(request, channel, change)
    if letter not in CHANMODES.flags:
        request.error(ERR_UNKNOWNMODE, letter)
        return []
    return [change] if (letter in channel.flags) != change.adding else []


def _checked_member(request: Request, channel: Channel, change: ModeChange) -> list[ModeChange]:
    if not change.argument:
        return []
    member = request.server.world.client(change.argument)
    if member is None:
        request.error(ERR_NOSUCHNICK, change.argument)
        return []
    membership = channel.members.get(member)
    if membership is None:
        request.error(ERR_USERNOTINCHANNEL, change.argument, channel.name)
        return []
    return [replace(change, argument=member.nick)] if (change.letter in membership.modes) != change.adding else []


def _checked_ban(
    request: Request, channel: Channel, change: ModeChange, earlier: list[ModeChange],
) -> list[ModeChange]:
    mask = _full_mask(change.argument or "")
    if not mask or mask[0] == ":" or " " in mask or len(mask) > _MASK_LENGTH:
        _refuse_value(request, channel, change)
        return []
    is_set = fold(mask) in channel.bans
    count = len(channel.bans) + sum(each.adding and each.letter == change.letter for each in earlier)
    if change.adding and not is_set and count >= request.server.config.limits.bans_per_channel:
        request.reply(ERR_BANLISTFULL, channel.name, "b", "The ban list is full")
        return []
    return [replace(change, argument=mask)] if is_set != change.adding else []


def _full_mask(mask: str) -> str:
    """`nick!user@host` with stars for what was left out."""
    if not mask:
        return ""
    if "!" in mask:
        return mask if "@" in mask else f"{mask}@*"
    return f"*!{mask}" if "@" in mask else f"{mask}!*@*"


def _checked_value(request: Request, channel: Channel, change: ModeChange) -> list[ModeChange]:
    """+k and +l; a bad value changes nothing (696). -k takes the key away whatever is given for it."""
    argument = change.argument or ""
    if not change.adding:
        if change.letter == "k":
            return [replace(change, argument=channel.key)] if channel.key is not None else []
        return [change] if channel.limit is not None else []
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


def _refuse_value(request: Request, channel: Channel, change: ModeChange) -> None:
    request.error(ERR_INVALIDMODEPARAM, channel.name, change.letter, change.argument or "*")


def _show_bans(request: Request, channel: Channel) -> None:
    for entry in channel.bans.values():
        request.reply(RPL_BANLIST, channel.name, entry.mask, entry.set_by, str(entry.set_ms // 1000))
    request.error(RPL_ENDOFBANLIST, channel.name)


def _user_mode(request: Request, nick: str) -> None:
    """Only one's own modes: +i is for oneself to set, the others say what is so."""
    client = request.client
    target = request.server.world.client(nick)
    if target is None:
        request.error(ERR_NOSUCHNICK, nick)
    elif target is not client:
        request.error(ERR_USERSDONTMATCH)
    elif len(request.params) < 2:
        request.reply(RPL_UMODEIS, "+" + "".join(sorted(client.modes)))
    else:
        _change_user_mode(request)


def _change_user_mode(request: Request) -> None:
    client = request.client
    done = {"+": "", "-": ""}
    unknown = False
    for change in parse_mode_changes(request.params[1:2], CHANMODES_OF_USERS):
        if change.letter not in USER_MODES:
            unknown = True
        elif change.letter == "o" and not change.adding and client.is_oper:
            request.server.world.unmake_oper(client)
            done["-"] += "o"
        elif change.letter == _INVISIBLE and (change.letter in client.modes) != change.adding:
            client.modes ^= {change.letter}
            request.server.world.invisible ^= {client}
            done["+" if change.adding else "-"] += change.letter
    if unknown:
        request.error(ERR_UMODEUNKNOWNFLAG)
    text = "".join(sign + letters for sign, letters in done.items() if letters)
    if text:
        request.send(Outgoing(f":{client.source} MODE {client.nick} :{text}"))


CHANMODES_OF_USERS = replace(CHANMODES, lists="", always_argument="", argument_when_set="", flags=USER_MODES,
                             prefix_letters="")

COMMANDS = {"MODE": Command(handle_mode, 1)}
