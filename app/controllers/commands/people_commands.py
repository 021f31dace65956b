"""Commands about people: writing to them, being called something, being away."""

import re

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, parted
from app.controllers.desk import Desk
from app.controllers.names import checked_nick
from app.controllers.user_error import UserError
from app.models.changes import SessionState
from app.models.chats import Chat
from app.protocol.capabilities import SETNAME
from app.protocol.commands import SetRealname
from app.protocol.events import MessageKind

_DEFAULT_AWAY = "Away"
_NO_NICK = re.compile(r"[,!@*? ]")
_WHOM = take.target("Say whom to write to.")
_NO_TEXT = "There is no text to send."


def _chat_for(desk: Desk, name: str) -> Chat:
    """A chat to write to. Raises UserError for a channel we are not in."""
    isupport = desk.session.chat_state.isupport
    if not isupport.is_channel(name):
        if _NO_NICK.search(name):
            raise UserError(f"{name} can't be somebody's name.", "Write to one person or one channel at a time.")
        return desk.session.open_direct(name)
    chat = desk.session.chats.find(name)
    if chat is None:
        raise UserError(f"You aren't in {name}.", f"Join it with /join {name}.")
    return chat


def _msg(desk: Desk, text: str) -> None:
    name, said = parted(text)
    desk.session.send_message(_chat_for(desk, name), desk.to_send(said))


def _query(desk: Desk, text: str) -> None:
    name, said = parted(text)
    chat = _chat_for(desk, name)
    desk.show(chat)
    if said:
        desk.session.send_message(chat, desk.to_send(said))


def _notice(desk: Desk, text: str) -> None:
    name, said = parted(text)
    desk.session.send_message(_chat_for(desk, name), desk.to_send(said), MessageKind.NOTICE)


def _nick(desk: Desk, text: str) -> None:
    if not text:
        desk.answer(f"You are called {desk.session.nick}.")
        return
    session = desk.session
    longest = session.chat_state.isupport.nicklen if "NICKLEN" in session.chat_state.isupport else None
    session.change_nick(checked_nick(text) if longest is None else checked_nick(text, longest))


def _setname(desk: Desk, text: str) -> None:
    if desk.session.state is SessionState.ONLINE and SETNAME not in desk.session.capabilities:
        raise UserError("This server can't change real names while you are connected.", "Change it with /nick instead.")
    ask_server(desk, SetRealname(realname=text))
    desk.answer(f"Your real name is {text} from now on.")


def _away(desk: Desk, text: str) -> None:
    desk.session.set_away(text or _DEFAULT_AWAY)


def _back(desk: Desk, _text: str) -> None:
    desk.session.set_away(None)


COMMANDS = (
    SlashCommand(name="msg", usage="/msg NAME text", help="Write to someone.", run=_msg, group=Group.WRITING,
                 takes=(_WHOM, take.text(_NO_TEXT)), has_lines=True),
    SlashCommand(name="query", usage="/query NAME [text]", help="Open a conversation with someone.", run=_query,
                 aliases=("q",), group=Group.CHATS, takes=(_WHOM, take.text()), has_lines=True),
    SlashCommand(name="notice", usage="/notice NAME text", help="Write a notice to someone.", run=_notice,
                 group=Group.WRITING, takes=(_WHOM, take.text(_NO_TEXT)), has_lines=True),
    SlashCommand(name="nick", usage="/nick NAME", help="Change your name.", run=_nick, group=Group.PEOPLE,
                 takes=(take.line(name="NAME"),)),
    SlashCommand(name="setname", usage="/setname NAME", help="Change what people see as your real name.", run=_setname,
                 group=Group.PEOPLE, takes=(take.line("Say what your real name is to be.", "NAME"),)),
    SlashCommand(name="away", usage="/away [reason]", help="Tell others that you are away.", run=_away,
                 group=Group.PEOPLE, takes=(take.line(name="reason"),)),
    SlashCommand(name="back", usage="/back", help="Tell others that you are back.", run=_back, group=Group.PEOPLE),
)
