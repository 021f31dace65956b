"""Commands about chats: entering and leaving them, who is in them, what is shown of them."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, parted
from app.controllers.commands.parameters import Kind, Parameter
from app.controllers.desk import Desk, open_channel_of, open_chat_of
from app.controllers.names import checked_channel
from app.controllers.plain_text import plain_text
from app.controllers.user_error import UserError
from app.controllers.wording.times import list_text
from app.models.chats import Chat, ChatKind
from app.protocol.commands import Join, Part, RequestList, RequestNames

_MAX_NAMED = 200
_MAX_JOINED = 20
"""More channels in one command are a slip of a paste."""


def channel_called(desk: Desk, name: str) -> str:
    """A channel's name as this network writes it. Raises UserError that says what is wrong with it."""
    return checked_channel(name, desk.session.chat_state.isupport.chantypes)


def _join(desk: Desk, text: str) -> None:
    """With no name: back into the open channel, for those who were removed."""
    if not text:
        desk.session.join(open_channel_of(desk).name)
        return
    names, keys = parted(text)
    wanted = [channel_called(desk, name) for name in names.split(",") if name.strip()]
    if not wanted or len(wanted) > _MAX_JOINED:
        raise UserError("Say which channels to join.", f"Name up to {_MAX_JOINED}, as in /join #maps,#photos")
    key_of = dict(zip(wanted, keys.split(","), strict=False)) if "," in keys else dict.fromkeys(wanted, keys)
    for name in wanted:
        desk.show(desk.session.join(name, key_of.get(name, "")))


def _part(desk: Desk, text: str) -> None:
    """The first word is a channel, or already the reason for leaving the open one."""
    name, reason = parted(text)
    if not desk.session.chat_state.isupport.is_channel(name):
        desk.session.part(_closable(open_chat_of(desk)), text)
        return
    chat = desk.session.chats.find(name)
    if chat is None:
        raise UserError(f"You aren't in {name}.", "Check the spelling.")
    desk.session.part(chat, reason)


def _cycle(desk: Desk, text: str) -> None:
    """Out and in by the server's word: the chat stays open with all that is in it."""
    name, reason = parted(text)
    if desk.session.chat_state.isupport.is_channel(name):
        chat = desk.session.chats.find(name)
        if chat is None:
            raise UserError(f"You aren't in {name}.", f"Join it with /join {name}.")
    else:
        chat, reason = open_channel_of(desk), text
    channel = desk.session.chat_state.channel(chat.name)
    key = channel.modes.get("k", "") if channel is not None else ""
    ask_server(desk, Part(channel=chat.name, reason=reason))
    ask_server(desk, Join(channel=chat.name, key="" if key == "*" else key))


def _close(desk: Desk, _text: str) -> None:
    desk.session.part(_closable(open_chat_of(desk)))


def _closable(chat: Chat) -> Chat:
    if chat.kind is ChatKind.SERVER:
        raise UserError("What the server says can't be closed.", "It goes with the network.")
    return chat


def _names(desk: Desk, text: str) -> None:
    name = channel_called(desk, text) if text else open_channel_of(desk).name
    members = desk.session.chat_state.members(name)
    if not members:
        ask_server(desk, RequestNames(channel=name))
        return
    nicks = sorted((signs[:1] + plain_text(person.nick) for person, signs in members), key=str.casefold)
    more = [f"{len(nicks) - _MAX_NAMED} more"] if len(nicks) > _MAX_NAMED else []
    desk.answer(f"In {name}: {list_text(nicks[:_MAX_NAMED] + more)}")


def _list(desk: Desk, text: str) -> None:
    """`text` is a mask, which servers with ELIST=M take; others ignore it."""
    ask_server(desk, RequestList(mask=text))


COMMANDS = (
    SlashCommand(name="join", usage="/join #channel [password]", help="Enter a channel.", run=_join, aliases=("j",),
                 group=Group.CHATS, takes=(take.channel(), take.word("password"))),
    SlashCommand(name="part", usage="/part [#channel] [reason]", help="Leave a channel.", run=_part,
                 aliases=("leave",), group=Group.CHATS, takes=(take.channel(), take.line(name="reason"))),
    SlashCommand(name="cycle", usage="/cycle [#channel] [reason]", help="Leave a channel and enter it again.",
                 run=_cycle, aliases=("hop", "rejoin"), group=Group.CHATS,
                 takes=(take.channel(), take.line(name="reason"))),
    SlashCommand(name="close", usage="/close", help="Close the open chat.", run=_close, group=Group.CHATS),
    SlashCommand(name="names", usage="/names [#channel]", help="Say who is in a channel.", run=_names,
                 group=Group.CHATS, takes=(take.channel(),)),
    SlashCommand(name="list", usage="/list [mask]", help="List the channels there are, or those a mask such as *map* "
                 "fits.", run=_list, group=Group.CHATS, takes=(Parameter(name="mask", kind=Kind.WORD),)),
)
