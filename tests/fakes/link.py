"""Links in memory: a session is made with `FakeLinks().open`, and the test plays the server at the other end."""

import re
from collections.abc import Sequence

from app.models.link import LinkListener, LinkRequest
from app.models.problem import Problem, ProblemKind
from app.protocol.client import ClientConnection
from app.protocol.commands import Command
from app.protocol.events import Event

_NONCE = re.compile(r"\+groupchat\.local/nonce=([\w-]+);?")


class FakeLink:
    """Satisfies Link. Server lines go through a real ClientConnection; what was sent is kept as lines.

    The names of messages are random: in `sent` they are left out, `raw` has the lines as they are.
    """

    def __init__(self, request: LinkRequest, listener: LinkListener, page: int) -> None:
        self.request = request
        self._page = page
        self.closed_with: str | None = None
        self.is_closed = False
        self.sent: list[str] = []
        self.raw: list[str] = []
        self._listener = listener
        self._connection = ClientConnection(request.config, 0.0)

    def send(self, command: Command) -> None:
        self._connection.send(command)
        self._pump()

    def close(self, reason: str | None) -> None:
        self.is_closed, self.closed_with = True, reason

    # The server's end

    def opens(self) -> None:
        """The server answers."""
        self._listener.link_opened()
        self._pump()

    def says(self, *lines: str) -> None:
        """The server says these lines."""
        self._connection.receive_data("".join(f"{line}\r\n" for line in lines).encode(), 0.0)
        self._pump()

    def tells(self, *events: Event) -> None:
        """These things happened."""
        self._listener.link_received(events)

    def breaks(self, kind: ProblemKind = ProblemKind.LOST, detail: str = "", *, back_in_s: float = 0.0) -> None:
        """The connection breaks."""
        self._listener.link_closed(Problem(kind=kind, host=self.request.hosts[0], port=self.request.port,
                                           detail=detail, back_in_s=back_in_s))

    def welcomes(self, nick: str, *capabilities: str) -> None:
        """The server answers, agrees on capabilities, and takes the client in."""
        self.opens()
        self.says(f":irc.example CAP * LS :{' '.join(capabilities)}")
        if capabilities:
            self.says(f":irc.example CAP * ACK :{' '.join(capabilities)}")
        tokens = f"CASEMAPPING=ascii CHANTYPES=# NETWORK=Example CHATHISTORY={self._page}"
        self.says(f":irc.example 001 {nick} :Welcome", f":irc.example 005 {nick} {tokens} :are supported")
        self.sent.clear()

    def admits(self, nick: str, channel: str = "#general", *others: str) -> None:
        """The client enters a channel in which `others` are."""
        names = " ".join((nick, *others))
        self.says(f":{nick}!{nick}@host JOIN {channel}", f":irc.example 353 {nick} = {channel} :{names}",
                  f":irc.example 366 {nick} {channel} :End")

    def _pump(self) -> None:
        events: Sequence[Event] = self._connection.events_received()
        self._write()
        if events:
            self._listener.link_received(events)
            self._write()

    def _write(self) -> None:
        for line in self._connection.data_to_send().decode().splitlines():
            self.raw.append(line)
            self.sent.append(_NONCE.sub("", line).replace("@ ", "").replace("; ", " "))


class FakeLinks:
    """Makes links; `last` is the newest. `page` is how many messages a page of the server's history has at most."""

    def __init__(self, page: int = 100) -> None:
        self.page = page
        self.made: list[FakeLink] = []

    def open(self, request: LinkRequest, listener: LinkListener) -> FakeLink:
        """Satisfies LinkFactory."""
        link = FakeLink(request, listener, self.page)
        self.made.append(link)
        return link

    @property
    def last(self) -> FakeLink:
        """The newest link."""
        return self.made[-1]
