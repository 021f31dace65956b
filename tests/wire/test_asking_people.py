"""Asking about people and their apps, between sessions and the real server."""

from collections.abc import Callable

from app.models.changes import SessionState
from app.models.chat_session import ChatSession
from app.models.friends import Standing
from app.protocol import commands as cmd
from app.protocol import events as ev
from tests.wire.hosts import Host
from tests.wire.owner import Owner

Join = Callable[..., ChatSession]


def test_people_are_asked_about_and_their_apps_answer(owner: Owner, host: Host, session_for: Join) -> None:
    ines, maya = session_for(host.link, "ines", channels=()), session_for(host.link, "maya", channels=())
    for session in (ines, maya):
        session.connect()
        owner.run_until(lambda session=session: session.state is SessionState.ONLINE  # type: ignore[misc]  # bound now
                        and session.chat_state.isupport.has_monitor)
    ines.watch(["maya"])
    owner.run_until(lambda: ines.chat_state.standing_of("maya") is Standing.HERE, "she is watched without a talk")

    asked: list[ev.CtcpReceived] = []
    maya.subscribe(ev.CtcpReceived, asked.append)
    answered: list[ev.CtcpReceived] = []
    ines.subscribe(ev.CtcpReceived, answered.append)
    ines.send(cmd.SendCtcp(target="maya", command="PING", argument="12345"))
    owner.run_until(lambda: [each for each in asked if not each.is_own], "the question arrives")
    maya.send(cmd.SendCtcp(target="ines", command="PING", argument=asked[0].argument, is_reply=True))
    owner.run_until(lambda: [each.argument for each in answered if each.is_reply] == ["12345"], "the answer arrives")

    told: list[ev.WhoisReceived] = []
    ines.subscribe(ev.WhoisReceived, told.append)
    maya.send(cmd.SetRealname(realname="Maya Lopez"))
    maya.send(cmd.RequestWhois(nick="maya"))
    ines.send(cmd.RequestWhois(nick="maya"))
    owner.run_until(lambda: told)

    maya.disconnect("bye")
    owner.run_until(lambda: ines.chat_state.standing_of("maya") is Standing.GONE, "she has left")
    was: list[ev.WhowasReceived] = []
    ines.subscribe(ev.WhowasReceived, was.append)
    ines.send(cmd.RequestWhowas(nick="maya"))
    owner.run_until(lambda: was)
    assert (was[0].nick, was[0].realname) == ("maya", "Maya Lopez")

    ines.watch(())
    owner.run_until(lambda: ines.chat_state.standing_of("maya") is Standing.UNKNOWN, "nobody is watched any more")
