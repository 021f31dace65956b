"""What an export is written as: one writer for each format, which gives the text of a file piece by piece."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from app.models.chats import ChatKind, Entry
from app.values import frozen


@frozen(kw_only=True)
class ChatHead:
    """What stands above a chat: its name, its kind, its network's title, when it was written down and by whom.

    `index` is the file that leads to all others of the folder, "" where there is none.
    """

    name: str
    kind: ChatKind
    network: str
    exported_ms: int
    nick: str = ""
    index: str = ""


@frozen(kw_only=True)
class Words:
    """What writers can't know: how a time reads on a clock here, and how what happened is told in a sentence."""

    moment: Callable[[int], datetime]
    happening: Callable[[Entry], str]


@frozen(kw_only=True)
class Part:
    """A file of an export that is a folder: its name there, what it is called, where, and how many entries it has."""

    file: str
    title: str
    network: str
    count: int


class ChatWriter(Protocol):
    """Writes one chat, in one file or several. Each method gives the text to append; entries come in their order."""

    def begin(self, file: str) -> str:
        """A file of that name begins: what stands above its first entry."""

    def entries(self, entries: Sequence[Entry]) -> str:
        """These entries."""

    def end(self) -> str:
        """What stands below the last one of a file."""
