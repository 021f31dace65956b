"""Commands about people: writing to them, being called something, being away."""

from app.controllers.commands.command import SlashCommand, ask_server, first_word
from app.controllers.desk import Desk, open_chat_of
from app.controllers.names import checked_nick
from app.controllers.user_error import UserError
from app.models.chats import Chat, ChatKind
from app.protocol.commands import RequestWhois
from app.protocol.events import MessageKind

_SHRUG = "¯\\_(ツ)_/¯"
_DEFAULT_AWAY = "Away"


def _chat_for(desk: Desk, name: str) -> Chat:
    """A chat to write to. Raises UserError for a channel we are not in."""
    if not desk.session.chat_state.isupport.is_channel(name):
        return desk.session.open_direct(name)
    chat = desk.session.chats.find(name)
    if chat is None:
        raise UserError(f"You aren't in {name}.", f"Join it with /join {name}.")
    return chat


def say(desk: Desk, text: str, kind: MessageKind = MessageKind.PRIVMSG) -> None:
    """Send a text to the open chat. Raises UserError where nobody would read it."""
    chat = open_chat_of(desk)
    if chat.kind is ChatKind.SERVER:
        raise UserError("Only the server writes here.", "Open a channel or a conversation first.")
    desk.session.send_message(chat, text, kind)


def _msg(desk: Desk, text: str) -> None:
    name, said = first_word(text, "Say whom to write to.", "/msg NAME text")
    if not said:
        raise UserError("There is no text to send.", "Use it like this: /msg NAME text")
    desk.session.send_message(_chat_for(desk, name), said)


def _query(desk: Desk, text: str) -> None:
    name, said = first_word(text, "Say whom to write to.", "/query NAME [text]")
    chat = _chat_for(desk, name)
    desk.show(chat)
    if said:
        desk.session.send_message(chat, said)


def _notice(desk: Desk, text: str) -> None:
    name, said = first_word(text, "Say whom to write to.", "/notice NAME text")
    if not said:
        raise UserError("There is no text to send.", "Use it like this: /notice NAME text")
    desk.session.send_message(_chat_for(desk, name), said, MessageKind.NOTICE)


def _me(desk: Desk, text: str) -> None:
    if not text:
        raise UserError("Say what you do.", "Use it like this: /me waves")
    say(desk, text, MessageKind.ACTION)


def _shrug(desk: Desk, text: str) -> None:
    say(desk, f"{text} {_SHRUG}".strip())


def _nick(desk: Desk, text: str) -> None:
    if not text:
        desk.answer(f"You are called {desk.session.nick}.")
        return
    session = desk.session
    longest = session.chat_state.isupport.nicklen if "NICKLEN" in session.chat_state.isupport else None
    session.change_nick(checked_nick(text) if longest is None else checked_nick(text, longest))


def _away(desk: Desk, text: str) -> None:
    desk.session.set_away(text or _DEFAULT_AWAY)


def _back(desk: Desk, _text: str) -> None:
    desk.session.set_away(None)


def _whois(desk: Desk, text: str) -> None:
    chat = desk.chat
    partner = chat.name if chat is not None and chat.kind is ChatKind.DIRECT else ""
    nick, _ = first_word(text or partner, "Say whom you mean.", "/whois NAME")
    ask_server(desk, RequestWhois(nick=nick))


COMMANDS = (
    SlashCommand(name="msg", usage="/msg NAME text", help="Write to someone.", run=_msg),
    SlashCommand(name="query", usage="/query NAME [text]", help="Open a conversation with someone.", run=_query,
                 aliases=("q",)),
    SlashCommand(name="notice", usage="/notice NAME text", help="Write a notice to someone.", run=_notice),
    SlashCommand(name="me", usage="/me text", help="Say what you do.", run=_me),
    SlashCommand(name="shrug", usage="/shrug [text]", help=f"Send {_SHRUG}.", run=_shrug),
    SlashCommand(name="nick", usage="/nick NAME", help="Change your name.", run=_nick),
    SlashCommand(name="away", usage="/away [reason]", help="Tell others that you are away.", run=_away),
    SlashCommand(name="back", usage="/back", help="Tell others that you are back.", run=_back),
    SlashCommand(name="whois", usage="/whois NAME", help="Say who someone is.", run=_whois, aliases=("w",)),
)
