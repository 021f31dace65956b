"""The server's end of a client connection in a test: it says lines, and sees what the client says and what happened."""

from collections.abc import Callable, Iterable

from app.protocol.client import ClientConnection
from app.protocol.client_context import ClientConfig
from app.protocol.events import Event

MODERN = ("account-tag", "batch", "draft/chathistory", "echo-message", "extended-join", "labeled-response",
          "message-tags", "server-time")


def wire(*lines: str) -> bytes:
    """Lines as bytes."""
    return "".join(f"{line}\r\n" for line in lines).encode()


def newcomer(config: ClientConfig | None = None) -> ClientConnection:
    """A client that has said its first words, which are not of interest."""
    connection = ClientConnection(config or ClientConfig(nick="maya", is_private=True), now=0.0)
    connection.data_to_send()
    return connection


def registered(*capabilities: str) -> ClientConnection:
    """A client called maya on a server with these capabilities."""
    connection = newcomer()
    hear(connection, f":irc.example CAP * LS :{' '.join(capabilities)}")
    if capabilities:
        hear(connection, f":irc.example CAP * ACK :{' '.join(capabilities)}")
    hear(connection, ":irc.example 001 maya :Welcome", ":irc.example 005 maya CHANTYPES=# STATUSMSG=@+ :are supported")
    connection.data_to_send()
    return connection


def hear(connection: ClientConnection, *lines: str, now: float = 0.0) -> list[Event]:
    """The client hears lines; this happened."""
    connection.receive_data(wire(*lines), now)
    return connection.events_received()


def said(connection: ClientConnection) -> list[str]:
    """The lines the client has said since the last look."""
    return connection.data_to_send().decode().splitlines()


def hear_at_every_cut(begin: Callable[[], ClientConnection], data: bytes) -> tuple[list[Event], list[str]]:
    """What happened and what the client said, the same wherever the stream is cut."""
    whole = _hear_pieces(begin(), [data])
    assert _hear_pieces(begin(), (data[index : index + 1] for index in range(len(data)))) == whole
    for cut in range(1, len(data)):
        assert _hear_pieces(begin(), [data[:cut], data[cut:]]) == whole
    return whole


def _hear_pieces(connection: ClientConnection, pieces: Iterable[bytes]) -> tuple[list[Event], list[str]]:
    happened: list[Event] = []
    for piece in pieces:
        connection.receive_data(piece, 0.0)
        happened += connection.events_received()
    return happened, said(connection)
