"""Commands that ask about people: who they are or were, what their apps say, whether they are there."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, parted
from app.controllers.commands.parameters import Kind, Parameter
from app.controllers.desk import Desk
from app.controllers.names import checked_nick
from app.controllers.user_error import UserError
from app.controllers.wording.times import list_text
from app.models.changes import SessionState
from app.models.chats import ChatKind
from app.models.friends import MAX_WATCHED, Standing
from app.protocol.commands import RequestWhois, RequestWhowas, SendCtcp

_CTCP_COMMANDS = ("PING", "VERSION", "TIME", "CLIENTINFO", "FINGER", "SOURCE", "USERINFO")


def _whois(desk: Desk, text: str) -> None:
    chat = desk.chat
    nick = parted(text)[0] or (chat.name if chat is not None and chat.kind is ChatKind.DIRECT else "")
    if not nick:
        raise UserError("Say whom you mean.", "Use it like this: /whois NAME")
    ask_server(desk, RequestWhois(nick=nick))


def _whowas(desk: Desk, text: str) -> None:
    ask_server(desk, RequestWhowas(nick=parted(text)[0]))


def _ctcp(desk: Desk, text: str) -> None:
    """A PING carries the time it was sent, so that the answer tells how long it took."""
    nick, rest = parted(text)
    command, argument = parted(rest)
    command = command.upper()
    if not command.isascii() or not command.isalnum():
        raise UserError(f"{command} can't be asked.", "Ask for PING, VERSION or TIME.")
    if command == "DCC":
        raise UserError("Files and talks aren't sent this way here.", "It would show your address to the other side.")
    if command == "ACTION":
        raise UserError("That says what you do.", "Type /me for it.")
    if "\x01" in argument:
        raise UserError("That has a character that can't be sent.", "Type it again by hand.")
    if command == "PING":
        argument = str(desk.clock.now_ms())
    ask_server(desk, SendCtcp(target=nick, command=command, argument=argument))


def _monitor(desk: Desk, text: str) -> None:
    """`/monitor + ines,olu` as other apps have it; `/monitor ines` means the same."""
    session = desk.session
    if session.state is SessionState.ONLINE and not session.chat_state.isupport.has_monitor:
        raise UserError("This server can't tell who comes and goes.", "Open a conversation, or ask with /whois NAME.")
    first, rest = parted(text)
    word = first.casefold()
    if word in _LIST and not rest:
        _list_watched(desk)
    elif word in _CLEAR and not rest:
        session.watch(())
        desk.answer("You are told of nobody any more.")
    elif first[:1] in ("+", "-"):
        _watch(desk, first[0], f"{first[1:]} {rest}")
    else:
        _watch(desk, "+", text)


def _watch(desk: Desk, sign: str, text: str) -> None:
    session = desk.session
    nicks = [checked_nick(nick, _LONGEST_NICK) for nick in text.replace(",", " ").split()]
    if not nicks:
        raise UserError("Say whom to watch.", "Use it like this: /monitor + ines olu")
    fold = session.chat_state.isupport.fold
    named = {fold(nick) for nick in nicks}
    others = [nick for nick in session.profile.watched if fold(nick) not in named]
    after = [*others, *dict.fromkeys(nicks)] if sign == "+" else others
    if len(after) > MAX_WATCHED:
        raise UserError(f"You can be told of {MAX_WATCHED} people.", "Take some out with /monitor - NAME.")
    session.watch(after)
    distinct = list(dict.fromkeys(nicks))
    names, do = list_text(distinct), "comes and goes" if len(distinct) == 1 else "come and go"
    desk.answer(f"You are told when {names} {do}." if sign == "+" else f"You are no longer told of {names}.")


def _list_watched(desk: Desk) -> None:
    session = desk.session
    if not session.profile.watched:
        desk.answer("You are told of nobody here. Name people: /monitor + ines olu")
    for nick in session.profile.watched:
        desk.answer(f"{nick} {_STANDINGS[session.chat_state.standing_of(nick)]}.")


_LIST = ("", "list", "l", "status", "s")
_CLEAR = ("clear", "c")
_LONGEST_NICK = 64
_STANDINGS = {Standing.HERE: "is here", Standing.AWAY: "is away", Standing.GONE: "isn't here",
              Standing.UNKNOWN: "may or may not be here"}

COMMANDS = (
    SlashCommand(name="whois", usage="/whois NAME", help="Say who someone is.", run=_whois, aliases=("w",),
                 group=Group.PEOPLE, takes=(take.nick(),)),
    SlashCommand(name="whowas", usage="/whowas NAME", help="Say who had a name lately.", run=_whowas,
                 group=Group.PEOPLE, takes=(take.nick("Say whom you mean."),)),
    SlashCommand(name="ctcp", usage="/ctcp NAME QUESTION", help="Ask someone's app a question: PING, VERSION or TIME.",
                 run=_ctcp, group=Group.PEOPLE,
                 takes=(take.target("Say whose app to ask."),
                        take.word("QUESTION", "Say what to ask: PING, VERSION or TIME.", _CTCP_COMMANDS),
                        take.line(name="more"))),
    SlashCommand(name="monitor", usage="/monitor [+ or - NAME …, list, clear]", run=_monitor, group=Group.PEOPLE,
                 help="Be told when people come and go, or list of whom you are told.",
                 takes=(take.word("list", choices=("+", "-", "list", "clear")),
                        Parameter(name="NAME", kind=Kind.NICK, repeats=True))),
)
