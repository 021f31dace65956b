"""Keeping order in a room of the real server, with what the models say may be done."""

from collections.abc import Callable

from app.controllers import moderation
from app.models.ban_masks import best_mask
from app.models.chat_session import ChatSession
from app.models.member_actions import Place, member_actions
from app.protocol import events as ev
from tests.wire.hosts import Host
from tests.wire.owner import Owner

ROOM = "#maps"


def in_room(owner: Owner, session: ChatSession) -> ChatSession:
    session.connect()
    owner.run_until(lambda: session.is_online, f"{session.nick} is online")
    session.join(ROOM)
    owner.run_until(lambda: (room := session.chat_state.channel(ROOM)) is not None and room.has_names, "in the room")
    return session


def test_everything_that_is_offered_is_taken_by_the_server(
        owner: Owner, host: Host, session_for: Callable[..., ChatSession]) -> None:
    """Each rank is given, each thing done, and nothing is refused."""
    ines, maya = in_room(owner, session_for(host.link, "ines")), in_room(owner, session_for(host.link, "maya"))
    owner.run_until(lambda: ines.chat_state.signs_of(ROOM, "ines") and ROOM in ines.chat_state.shared_channels("maya"),
                    "ines runs it")
    refused: list[ev.Event] = []
    ines.subscribe(ev.ErrorReceived, refused.append)
    offered = {action.key for action in member_actions(ines.chat_state, Place(channel=ROOM), "maya", is_ignored=False)
               if action.is_allowed}
    assert {"give v", "give h", "give o", "mute", "kick", "ban host", "kick and ban"} <= offered

    mask = best_mask(ines.chat_state, "maya")
    for letter in (action.partition(" ")[2] for action in sorted(offered) if action.startswith("give ")):
        moderation.change_ranks(ines, ROOM, letter, ["maya"], adding=True)
        moderation.change_ranks(ines, ROOM, letter, ["maya"], adding=False)
    moderation.silence(ines, ROOM, [mask], None)
    moderation.unsilence(ines, ROOM, [mask])
    moderation.ban(ines, ROOM, [mask], None)
    moderation.kick(ines, ROOM, ["maya"], "too loud")
    moderation.ask_for_list(ines, ROOM, "b")

    room = ines.chat_state.channel(ROOM)
    assert room is not None
    owner.run_until(lambda: "b" in room.lists, "the list comes")
    assert [(listed.mask, listed.set_by) for listed in room.lists["b"]] == [(mask, "ines")]
    assert refused == []
    owner.run_until(lambda: maya.chat_state.channel(ROOM) is None, "maya is out")


def test_a_ban_for_a_moment_ends_by_itself(
        owner: Owner, host: Host, session_for: Callable[..., ChatSession]) -> None:
    ines, maya = in_room(owner, session_for(host.link, "ines")), in_room(owner, session_for(host.link, "maya"))
    owner.run_until(lambda: ines.chat_state.signs_of(ROOM, "ines"), "ines runs it")
    told: list[str] = []
    maya.subscribe(ev.ModesChanged, lambda event: told.extend(map(str, event.changes)))
    moderation.ban(ines, ROOM, ["spammer!*@*"], 1)
    owner.run_until(lambda: told == ["+b spammer!*@*", "-b spammer!*@*"], "it is lifted")
    owner.run_until(lambda: not ines.profile.timed_masks, "and forgotten")
