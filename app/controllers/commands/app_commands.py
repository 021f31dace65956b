"""Commands about the app itself: how it looks, what it knows of itself, hosting."""

from collections.abc import Callable, Sequence

from app.controllers.commands import parameters as take
from app.controllers.commands.command import Group, SlashCommand
from app.controllers.commands.parameters import Kind, Parameter
from app.controllers.desk import Desk, open_chat_of
from app.controllers.user_error import UserError


def _theme(desk: Desk, text: str) -> None:
    desk.choose_theme(text)


def _layout(desk: Desk, text: str) -> None:
    desk.choose_layout(text)


def _shade(*, is_dark: bool) -> Callable[[Desk, str], None]:
    return lambda desk, _text: desk.tools.choose_shade(is_dark=is_dark)


def _clear(desk: Desk, _text: str) -> None:
    open_chat_of(desk)
    desk.tools.clear_view()


def _shortcuts(desk: Desk, _text: str) -> None:
    desk.tools.show_keys()


def _doctor(desk: Desk, _text: str) -> None:
    """Into the chat where it was asked: some of it is known only when another one may be open."""
    session, chat = desk.session, open_chat_of(desk)

    def answer(lines: Sequence[str]) -> None:
        for line in lines:
            session.note(chat, line)

    desk.tools.examine(answer)


def _invite_link(desk: Desk, _text: str) -> None:
    desk.show_invite()


def _host(desk: Desk, text: str) -> None:
    if not text:
        raise UserError("A chat needs a name.", "Use it like this: /host Ridge Walkers")
    desk.host(text)


COMMANDS = (
    SlashCommand(name="theme", usage="/theme [name]", help="Use another theme.", run=_theme, group=Group.APP,
                 takes=(Parameter(name="name", kind=Kind.THEME, repeats=True),)),
    SlashCommand(name="layout", usage="/layout [name]", help="Use another layout of the messages.", run=_layout,
                 group=Group.APP, takes=(Parameter(name="name", kind=Kind.LAYOUT, repeats=True),)),
    SlashCommand(name="light", usage="/light", help="Use a light theme.", run=_shade(is_dark=False), group=Group.APP),
    SlashCommand(name="dark", usage="/dark", help="Use a dark theme.", run=_shade(is_dark=True), group=Group.APP),
    SlashCommand(name="clear", usage="/clear", run=_clear, group=Group.CHATS,
                 help="Show nothing of what was said so far; open the chat again to see it."),
    SlashCommand(name="shortcuts", usage="/shortcuts", help="List the keys.", run=_shortcuts, aliases=("keys",),
                 group=Group.APP),
    SlashCommand(name="doctor", usage="/doctor", help="Look whether all is well, and say what is not.", run=_doctor,
                 group=Group.APP),
    SlashCommand(name="invite-link", usage="/invite-link", help="Show the link that leads others here.",
                 run=_invite_link, group=Group.NETWORKS),
    SlashCommand(name="host", usage="/host NAME", help="Host a chat on this computer.", run=_host,
                 group=Group.NETWORKS, takes=(take.line(name="NAME"),)),
)
