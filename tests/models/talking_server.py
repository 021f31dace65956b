"""A server whose lines are read by a client connection, and applied to a chat state."""

from app.models.chat_state import ChatState
from app.protocol import events as ev
from app.protocol.client import ClientConnection
from tests.protocol.server_side import hear, registered


class Server:
    """What it says is known at once."""

    def __init__(self) -> None:
        self.connection: ClientConnection = registered("batch", "extended-join", "message-tags", "multi-prefix")
        self.state = ChatState()
        self.state.apply(ev.Registered(nick="maya", server="irc.example", wanted_nick="maya"))

    def says(self, *lines: str) -> None:
        for event in hear(self.connection, *lines):
            for each in event.events if isinstance(event, ev.NetSplit | ev.NetJoin) else [event]:
                self.state.apply(each)

    def admits_us(self, channel: str, *names: str) -> None:
        self.says(f":maya!m@h JOIN {channel}", f":s.x 353 maya = {channel} :{' '.join(('maya', *names))}",
                  f":s.x 366 maya {channel} :End")
