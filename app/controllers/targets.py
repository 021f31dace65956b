"""What a click on a part of a message opens: a page, another chat server, a channel, a person."""

import re
from collections.abc import Callable

from app.contracts.sheets import Question
from app.contracts.window import WindowView
from app.controllers.link_check import hazards_of
from app.controllers.open_chat import OpenChat
from app.controllers.wording import links as words
from app.protocol.web_links import host_of

_WEB = ("http://", "https://")
_CHAT = ("irc://", "ircs://")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")


class Targets:
    """Opens targets of spans. Nothing but web pages ever reaches the browser: no file, no script, no other program."""

    def __init__(self, window: WindowView, open_chat: OpenChat, open_url: Callable[[str], object],
                 show_link: Callable[[str], None]) -> None:
        self._window = window
        self._open_chat = open_chat
        self._open_url = open_url
        self._show_link = show_link

    def follow(self, target: str, shown: str = "") -> None:
        """Open a target; `shown` is the text it stands behind where that is another.

        A link to a chat only fills the field: joining takes a click that shows where to.
        """
        lowered = target.casefold()
        session = self._open_chat.session
        if lowered.startswith(_WEB):
            self._open_page(target, shown)
        elif lowered.startswith(_CHAT):
            self._show_link(target)
        elif session is not None and target and not _SCHEME.match(target):
            is_channel = session.chat_state.isupport.is_channel(target)
            self._open_chat.open(session, session.join(target) if is_channel else session.open_direct(target))

    def _open_page(self, url: str, shown: str) -> None:
        """At once where it is plain where it leads, else after a question that says so."""
        hazards = hazards_of(url, shown)
        if not hazards:
            self._open_url(url)
            return

        def answered(key: str, _text: str) -> None:
            if key == words.OPEN.key:
                self._open_url(url)

        host = host_of(url) or words.visible(url)
        self._window.ask(Question(
            title=words.title(host), text=words.reasons_text(hazards, shown, host), choices=(words.OPEN, words.CANCEL),
            facts=((words.WHOLE_ADDRESS, words.visible(url)),),
        ), answered)
