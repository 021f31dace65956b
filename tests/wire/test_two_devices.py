"""One person at two devices of a real server: what is read at one is read at the other."""

from collections.abc import Callable

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.chats import Chat
from app.protocol.commands import SendRaw
from app.protocol.message import Message
from app.protocol.sasl import SaslCredentials
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]
PASSWORD = "correct horse battery"
ROOM = "#general"


def enter(owner: Owner, session: ChatSession) -> Chat:
    """Connect, and wait until the session is in the room."""
    session.connect()
    owner.run_until(lambda: (chat := session.chats.find(ROOM)) and chat.is_joined, f"{session.profile.id} enters")
    chat = session.chats.find(ROOM)
    assert chat is not None
    return chat


def register(owner: Owner, session: ChatSession) -> None:
    """Claim the nick as an account, and leave."""
    enter(owner, session)
    session.send(SendRaw(message=Message("REGISTER", ("*", "*", PASSWORD))))
    owner.run_until(lambda: (me := session.chat_state.person(session.nick)) and me.account, "the account is there")
    session.disconnect()


def test_what_is_read_at_one_device_is_read_at_the_other(owner: Owner, host: Host, session_for: Join) -> None:
    register(owner, session_for(host.link, "ines"))
    sasl = SaslCredentials(account="ines", password=PASSWORD)
    desk, phone = (session_for(host.link, "ines", sasl=sasl) for _ in range(2))
    maya = session_for(host.link, "maya")
    room, there, said = enter(owner, desk), enter(owner, phone), enter(owner, maya)
    assert (desk.state, phone.state) == (SessionState.ONLINE, SessionState.ONLINE)

    maya.send_message(said, "ines: one")
    maya.send_message(said, "two")
    owner.run_until(lambda: (room.unread, there.unread) == (2, 2), "both hear it")
    assert (room.mentions, there.mentions) == (1, 1)

    desk.look_at(room)
    owner.run_until(lambda: there.unread == 0, "the phone learns that it is read")
    assert (there.mentions, there.first_unread, there.marker_ms) == (0, None, room.marker_ms)

    phone.disconnect()
    maya.send_message(said, "three")
    owner.run_until(lambda: room.entries[-1].text == "three")
    desk.look_at(None)
    there = enter(owner, phone)
    owner.run_until(lambda: there.marker_ms == room.marker_ms and there.unread == 0, "it was read meanwhile")
