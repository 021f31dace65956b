"""Who is there and what they say of themselves, between sessions and the real server."""

from collections.abc import Callable

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.friends import Standing
from app.protocol.commands import RegisterAccount, RenameChannel, RequestWho, SetMetadata
from app.protocol.events import AccountRegistered, WhoReceived
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]


def online(owner: Owner, session: ChatSession) -> None:
    session.connect()
    owner.run_until(lambda: session.state is SessionState.ONLINE and session.chat_state.isupport.has_monitor)


def in_room(owner: Owner, name: str, *sessions: ChatSession) -> None:
    """They come in one after the other: the first is an operator."""
    for session in sessions:
        session.join(name)

        def is_in(session: ChatSession = session) -> bool:
            channel = session.chat_state.channel(name)
            return channel is not None and channel.has_names

        owner.run_until(is_in, f"{session.nick} enters {name}")


def test_friends_in_no_room_come_go_away_and_leave(owner: Owner, host: Host, session_for: Join) -> None:
    ines, maya = session_for(host.link, "ines", channels=()), session_for(host.link, "maya", channels=())
    online(owner, ines)
    ines.open_direct("maya")
    standing = ines.chat_state.standing_of
    owner.run_until(lambda: standing("maya") is Standing.GONE, "she is known not to be there")

    online(owner, maya)
    owner.run_until(lambda: standing("maya") is Standing.HERE, "she has come")
    maya.set_away("lunch")
    owner.run_until(lambda: standing("maya") is Standing.AWAY, "she is away")
    maya.set_away(None)
    owner.run_until(lambda: standing("maya") is Standing.HERE, "she is back")
    maya.disconnect("bye")
    owner.run_until(lambda: standing("maya") is Standing.GONE, "she has left")


def test_who_tells_accounts_a_room_is_renamed_and_what_one_says_of_oneself_is_seen_by_others(
        owner: Owner, host: Host, session_for: Join) -> None:
    ines, maya = session_for(host.link, "ines", channels=()), session_for(host.link, "maya", channels=())
    for session in (ines, maya):
        online(owner, session)
    in_room(owner, "#tea", ines, maya)

    made: list[AccountRegistered] = []
    maya.subscribe(AccountRegistered, made.append)
    maya.send(RegisterAccount(password="correct horse battery"))
    owner.run_until(lambda: made)
    found: list[WhoReceived] = []
    ines.subscribe(WhoReceived, found.append)
    ines.send(RequestWho(mask="#tea", with_accounts=True))
    owner.run_until(lambda: found)
    assert {person.source.nick: person.account for person in found[0].people} == {"ines": "", "maya": "maya"}

    maya.send(SetMetadata(key="status", value="Having tea"))
    seen = ines.chat_state.person
    owner.run_until(lambda: (person := seen("maya")) is not None and person.metadata == {"status": "Having tea"})
    maya.send(SetMetadata(key="status", value=None))
    owner.run_until(lambda: (person := seen("maya")) is not None and not person.metadata)

    chats = [session.chats.find("#tea") for session in (ines, maya)]
    ines.send(RenameChannel(channel="#tea", name="#cake", reason="hungry"))
    owner.run_until(lambda: [session.chats.find("#cake") for session in (ines, maya)] == chats)
    assert {person.nick for person, _ in maya.chat_state.members("#cake")} == {"ines", "maya"}
    assert maya.profile.channels == ("#cake",)
