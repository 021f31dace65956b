"""Messages people pinned, by chat; kept across restarts in a small file, and on this computer alone."""

from collections.abc import Callable, Mapping, Sequence

from app.values import frozen

MAX_PINS = 50
"""In one chat; more is a list nobody reads."""
MAX_CHATS = 500
"""With pins."""
_MAX_TEXT = 1000
_MAX_NICK = 100
_MAX_TIME_MS = 2**53


@frozen(kw_only=True)
class Pin:
    """A message: who said it, what, and when. `msgid` is "" where the server gives none."""

    nick: str
    text: str
    time_ms: int
    msgid: str = ""


class Pins:
    """All pins. A chat is named by its key, a text."""

    def __init__(self, kept: object = None, save: Callable[[object], None] = lambda _document: None) -> None:
        """`kept` is what the file of JSON holds; every change is handed to `save`."""
        self._save = save
        self._pins = _read(kept)

    def of(self, chat: str) -> Sequence[Pin]:
        """The pins of a chat, in the order they were pinned."""
        return tuple(self._pins.get(chat, ()))

    def add(self, chat: str, pin: Pin) -> bool:
        """Pin a message. False where it is pinned already, or the chat has as many as it may."""
        pins = self._pins.get(chat, [])
        short = Pin(nick=pin.nick[:_MAX_NICK], text=pin.text[:_MAX_TEXT], time_ms=pin.time_ms, msgid=pin.msgid)
        if short in pins or len(pins) >= MAX_PINS or (not pins and len(self._pins) >= MAX_CHATS):
            return False
        self._pins[chat] = [*pins, short]
        self._keep()
        return True

    def remove(self, chat: str, number: int) -> Pin | None:
        """Take away the pin with that number, counted from 1; None when there is none."""
        pins = self._pins.get(chat, [])
        if not 0 < number <= len(pins):
            return None
        pin = pins.pop(number - 1)
        if not pins:
            del self._pins[chat]
        self._keep()
        return pin

    def _keep(self) -> None:
        self._save({chat: [{"nick": pin.nick, "text": pin.text, "time_ms": pin.time_ms, "msgid": pin.msgid}
                           for pin in pins] for chat, pins in self._pins.items()})


def _read(kept: object) -> dict[str, list[Pin]]:
    """The pins of each chat that has any; what makes no sense is left out."""
    found = {}
    for chat, rows in list(kept.items())[:MAX_CHATS] if isinstance(kept, dict) else ():
        pins = [_pin(row) for row in rows[:MAX_PINS] if isinstance(row, dict)] if isinstance(rows, list) else []
        found[chat] = [pin for pin in pins if pin is not None]
    return {chat: pins for chat, pins in found.items() if pins}


def _pin(row: Mapping[str, object]) -> Pin | None:
    nick, text, msgid, time_ms = row.get("nick"), row.get("text"), row.get("msgid", ""), row.get("time_ms")
    if not isinstance(nick, str) or not isinstance(text, str) or not isinstance(msgid, str):
        return None
    if not isinstance(time_ms, int) or isinstance(time_ms, bool) or not 0 <= time_ms < _MAX_TIME_MS:
        return None
    return Pin(nick=nick[:_MAX_NICK], text=text[:_MAX_TEXT], time_ms=time_ms, msgid=msgid)
