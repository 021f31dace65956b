"""What a click on a part of a message opens: a page, another chat server, a channel, a person."""

from collections.abc import Callable

from app.controllers.open_chat import OpenChat

_WEB = ("http://", "https://")
_CHAT = ("irc://", "ircs://")


class Targets:
    """Opens targets of spans. Nothing but web pages ever reaches the browser."""

    def __init__(self, open_chat: OpenChat, open_url: Callable[[str], object],
                 show_link: Callable[[str], None]) -> None:
        self._open_chat = open_chat
        self._open_url = open_url
        self._show_link = show_link

    def follow(self, target: str) -> None:
        """Open a target. A link to a chat only fills the field: joining takes a click that shows where to."""
        lowered = target.casefold()
        session = self._open_chat.session
        if lowered.startswith(_WEB):
            self._open_url(target)
        elif lowered.startswith(_CHAT):
            self._show_link(target)
        elif session is not None and target:
            is_channel = session.chat_state.isupport.is_channel(target)
            self._open_chat.open(session, session.join(target) if is_channel else session.open_direct(target))
