"""Chats and networks as keys that views hold and settings remember."""

from app.models.chats import ChatId
from app.models.profile import NetworkId
from app.protocol.casemapping import Folded

_SEPARATOR = "\n"
"""No network id and no name of a chat holds a line break."""


def key_of(chat_id: ChatId) -> str:
    """The key of a chat."""
    return f"{chat_id.network}{_SEPARATOR}{chat_id.name}"


def chat_id_of(key: str) -> ChatId:
    """The chat a key belongs to. Any text is a key of some chat, though there may be none."""
    network, _, name = key.partition(_SEPARATOR)
    return ChatId(NetworkId(network), Folded(name))
