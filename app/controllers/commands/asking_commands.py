"""Commands that ask about people: who they are or were, what their apps say, whether they are there."""

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand, ask_server, parted
from app.controllers.desk import Desk
from app.controllers.user_error import UserError
from app.models.chats import ChatKind
from app.protocol.commands import RequestWhois, RequestWhowas, SendCtcp, Watch, Watching

_CTCP_COMMANDS = ("PING", "VERSION", "TIME", "CLIENTINFO", "FINGER", "SOURCE", "USERINFO")
_MOST_WATCHED = 100
"""More names in one command are a slip of a paste."""


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
    if "MONITOR" not in desk.session.chat_state.isupport:
        raise UserError("This server can't tell who comes and goes.", "Open a conversation, or ask with /whois NAME.")
    sign, rest = parted(text)
    change = _CHANGES.get(sign.casefold())
    if change is None:
        change, rest = Watching.ADD, text
    nicks = tuple(rest.replace(",", " ").split()) if change in (Watching.ADD, Watching.REMOVE) else ()
    if change in (Watching.ADD, Watching.REMOVE):
        _check_watched(nicks)
    ask_server(desk, Watch(change=change, nicks=nicks))
    if nicks:
        names = ", ".join(nicks)
        desk.answer(f"You are told when {names} come and go, until you disconnect." if change is Watching.ADD
                    else f"You are no longer told of {names}.")


def _check_watched(nicks: tuple[str, ...]) -> None:
    if not nicks or len(nicks) > _MOST_WATCHED:
        raise UserError("Say whom to watch.", f"Name up to {_MOST_WATCHED} people, as in /monitor ines olu")


_CHANGES = {
    "+": Watching.ADD, "add": Watching.ADD, "-": Watching.REMOVE, "remove": Watching.REMOVE,
    "clear": Watching.CLEAR, "c": Watching.CLEAR, "list": Watching.LIST, "l": Watching.LIST, "": Watching.LIST,
    "status": Watching.STATUS, "s": Watching.STATUS,
}

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
    SlashCommand(name="monitor", usage="/monitor [+ or - or list] [NAME …]",
                 help="Be told when people come and go, or list of whom you are told.", run=_monitor,
                 group=Group.PEOPLE, takes=(take.word("list", choices=("+", "-", "list", "status", "clear")),
                                            take.nick(name="NAME"))),
)
