"""A chat without a window: lines in, one dict per event out."""

import pytest

from app.controllers.headless import (
    ANSWER_WITHIN_S,
    CONFIRM_WITHIN_S,
    LEAVE_WITHIN_S,
    HeadlessController,
)
from app.models.changes import SessionState
from app.models.problem import ProblemKind
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.events import MessageKind
from app.protocol.modes import ModeChange
from app.protocol.source import Source
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.session import FakeSession, profile, source

NOW = "2026-11-24T06:00:00.000Z"


class Headless:
    """A headless run in hand."""

    def __init__(self, **fields: object) -> None:
        self.session = FakeSession(profile(**fields))
        self.dispatcher = FakeDispatcher(self.session.clock)
        self.events: list[dict[str, object]] = []
        self._endings = 0
        self.controller = HeadlessController(self.session, self.events.append, self.dispatcher, self.session.clock,
                                             ended=self._end)
        self.controller.start()

    def _end(self) -> None:
        self._endings += 1

    def endings(self) -> int:
        """How often the end was told."""
        return self._endings

    def go_online(self) -> None:
        self.session.go_online(members=[("@", "maya")])
        self.dispatcher.turn()

    def type(self, *lines: str) -> None:
        for text in lines:
            self.controller.line(text)
        self.dispatcher.turn()

    def all(self, kind: str) -> list[dict[str, object]]:
        return [event for event in self.events if event["event"] == kind]

    def last(self, kind: str) -> dict[str, object]:
        return self.all(kind)[-1]


def online() -> Headless:
    run = Headless()
    run.go_online()
    return run


def test_a_list_of_a_channel_is_told_with_who_and_when() -> None:
    run = online()
    run.session.deliver(ev.ChannelListReceived(channel="#general", letter="b", masks=[
        ev.ListedMask(mask="*!*@hill", set_by="maya", set_s=1_700_000_000), ev.ListedMask(mask="x!*@*")]))
    told = run.last("masks")
    assert (told["chat"], told["mode"]) == ("#general", "b")
    assert told["masks"] == [{"mask": "*!*@hill", "by": "maya", "time": "2023-11-14T22:13:20.000Z"},
                             {"mask": "x!*@*", "by": "", "time": ""}]


def test_the_states_are_told_on_the_way_in() -> None:
    run = online()
    assert [event["state"] for event in run.all("state")] == ["connecting", "registering", "online"]
    assert run.last("registered")["nick"] == "sam"
    assert run.controller.has_connected
    assert run.controller.failure == ""


def test_a_message_is_one_flat_dict() -> None:
    run = online()
    run.session.hear("maya", "Good \x02morning", time_ms=1_795_511_520_123, msgid="id1")
    assert run.last("message") == {
        "event": "message", "network": "Ridge Walkers", "time": "2026-11-24T09:12:00.123Z", "chat": "#general",
        "nick": "maya", "text": "Good \x02morning", "kind": "message", "msgid": "id1", "account": "", "own": False,
        "history": False, "reply_to": "", "bot": False,
    }


MAYA = source("maya")


@pytest.mark.parametrize(("event", "fields"), [
    (ev.ReactionReceived(source=MAYA, target="#general", msgid="m1", reaction="👍"),
     {"event": "reaction", "msgid": "m1", "reaction": "👍", "present": True}),
    (ev.MessageEdited(source=MAYA, target="#general", msgid="m1", text="better"),
     {"event": "edited", "msgid": "m1", "text": "better", "kind": "message"}),
    (ev.MessageRedacted(source=MAYA, target="#general", msgid="m1", reason="oops"),
     {"event": "deleted", "msgid": "m1", "reason": "oops"}),
    (ev.TypingReceived(source=MAYA, target="#general", state=ev.TypingState.PAUSED),
     {"event": "typing", "state": "paused"}),
])
def test_what_becomes_of_messages_is_told(event: ev.Event, fields: dict[str, object]) -> None:
    run = online()
    run.session.deliver(event)
    told = run.last(str(fields["event"]))
    assert {name: told[name] for name in told if name not in ("network", "time")} == {
        "chat": "#general", "nick": "maya", "own": False, **fields}


def test_notices_actions_and_direct_messages_say_where_they_belong() -> None:
    run = online()
    run.session.hear("maya", "psst", "sam", kind=MessageKind.NOTICE)
    assert (run.last("message")["chat"], run.last("message")["kind"]) == ("maya", "notice")
    run.session.hear("maya", "waves", kind=MessageKind.ACTION)
    assert (run.last("message")["chat"], run.last("message")["kind"]) == ("#general", "action")
    run.session.deliver(ev.MessageReceived(source=Source("ridge.example.net"), target="sam", text="hello"))
    assert run.last("message")["chat"] == ""


def test_history_is_marked_as_such() -> None:
    run = online()
    old = ev.MessageReceived(source=source("maya"), target="#general", text="old",
                             envelope=ev.Envelope(time_ms=1_795_000_000_000, msgid="a"))
    run.session.deliver(ev.HistoryReceived(target="#general", messages=[old], limit=50, is_complete=True))
    assert (run.last("message")["history"], run.last("message")["time"]) == (True, "2026-11-18T11:06:40.000Z")
    assert run.last("history") == {"event": "history", "network": "Ridge Walkers", "time": run.last("history")["time"],
                                   "chat": "#general", "messages": 1, "complete": True}


def test_text_goes_to_the_first_channel_and_is_confirmed() -> None:
    run = online()
    run.type("hello", "//slash", "/me waves")
    sent = [call for call in run.session.calls if call[0] == "send_message"]
    assert [call[1:3] for call in sent] == [("#general", "hello"), ("#general", "/slash"), ("#general", "waves")]
    assert run.all("sent") == []
    run.session.echo(run.session.chat("#general"), "id1")
    assert (run.last("sent")["text"], run.last("sent")["msgid"]) == ("hello", "id1")


def test_a_refused_message_has_failed() -> None:
    run = online()
    run.type("hello")
    run.session.refuse(run.session.chat("#general"), ev.ErrorReceived(numeric="404", name="ERR_CANNOTSENDTOCHAN",
                                                                      params=("#general",), reason="No"))
    assert run.last("failed")["reason"] == (
        "Not sent — you can't write in #general right now. Ask an admin of the channel.")
    assert run.last("error")["name"] == "ERR_CANNOTSENDTOCHAN"


def test_lines_wait_for_the_first_connection() -> None:
    run = Headless()
    run.type("hello", "/topic Walk")
    assert run.session.sent == []
    run.go_online()
    assert ("send_message", "#general", "hello", MessageKind.PRIVMSG) in run.session.calls
    assert cmd.SetTopic(channel="#general", topic="Walk") in run.session.sent


def test_the_current_chat_changes_with_join_and_query() -> None:
    run = online()
    run.type("/join #maps", "one", "/query maya", "two")
    sent = [call[1:3] for call in run.session.calls if call[0] == "send_message"]
    assert sent == [("#maps", "one"), ("maya", "two")]
    assert [event["chat"] for event in run.all("current")] == ["#maps", "maya"]
    run.type("/close", "three")
    assert run.session.calls[-1][1:3] == ("#general", "three")


def test_what_can_not_be_done_is_an_error_event() -> None:
    run = online()
    run.type("/jion #x", "/theme midnight", "/layout", "/host Walkers")
    assert [event["text"] for event in run.all("error")] == [
        "There is no command /jion. Did you mean /join?",
        "The theme midnight needs a window. Start the app without --headless.",
        "The layout needs a window. Start the app without --headless.",
        "Walkers can't be hosted from here. Start it with: python main.py serve",
    ]
    assert all(event["name"] == "INPUT" for event in run.all("error"))


def test_answers_of_commands_are_events() -> None:
    run = online()
    run.type("/names", "/invite-link")
    assert [event["text"] for event in run.all("answer")] == [
        "In #general: @maya and sam", "ircs://ridge.example.net:6697/%23general?name=Ridge%20Walkers"]


def test_rooms_and_people_are_told() -> None:
    run = online()
    room = "#general"
    run.session.deliver(
        ev.UserJoined(source=source("ines"), channel=room, account="ines"),
        ev.NickChanged(source=source("ines"), nick="ines2"),
        ev.AwayChanged(nick="maya", reason="lunch"),
        ev.TopicChanged(source=source("maya"), channel=room, topic="Walk"),
        ev.ModesChanged(source=source("maya"), target=room,
                        changes=[ModeChange(adding=True, letter="o", argument="ines2")]),
        ev.UserKicked(source=source("maya"), channel=room, nick="ines2", reason="bye"),
        ev.UserQuit(source=source("maya"), reason="night"),
        ev.UserParted(source=source("sam"), channel=room, is_own=True),
    )
    told = [event for event in run.events if event["event"] in
            ("joined", "nick", "away", "topic", "mode", "kicked", "quit", "parted")][-8:]
    assert [(event["event"], event.get("nick", event.get("by")), event["time"]) for event in told] == [
        ("joined", "ines", NOW), ("nick", "ines", NOW), ("away", "maya", NOW), ("topic", "maya", NOW),
        ("mode", "maya", NOW), ("kicked", "ines2", NOW), ("quit", "maya", NOW), ("parted", "sam", NOW),
    ]
    assert run.last("mode")["modes"] == ["+o", "ines2"]
    assert run.last("names")["members"] == [{"nick": "maya", "prefixes": "@"}, {"nick": "sam", "prefixes": ""}]


def test_every_kind_of_answer_has_an_event() -> None:
    run = online()
    run.session.deliver(
        ev.TopicReceived(channel="#general", topic="Walk"), ev.ChannelModesReceived(channel="#general", changes=[]),
        ev.InviteReceived(source=source("maya"), channel="#x", nick="sam", is_own=True),
        ev.InviteSent(channel="#x", nick="olu"), ev.WhoisReceived(nick="maya", channels="@#general #x"),
        ev.ChannelsListed(channels=[ev.ListedChannel("#x", 2, "t")]), ev.MotdReceived(lines=["hi"]),
        ev.CtcpReceived(source=source("maya"), target="sam", command="PING", argument="1", is_reply=False),
        ev.ServerTextReceived(numeric="251", text="There are 3"),
        ev.StandardReplyReceived(severity="FAIL", command="X", code="ODD", context=["y"], reason="no"),
        ev.CommandRefused(reason="too long"), ev.NickRefused(nick="sam", numeric="433", reason="taken"),
        ev.LagMeasured(lag_s=0.1),
    )
    kinds = [event["event"] for event in run.events][-12:]
    assert kinds == ["topic", "mode", "invite", "invite", "whois", "list", "motd", "ctcp", "server", "error", "error",
                     "error"]
    assert run.last("whois")["channels"] == ["@#general", "#x"]


def test_after_the_last_line_it_waits_for_confirmation_then_leaves() -> None:
    run = online()
    run.type("hello")
    run.controller.end_of_input()
    run.dispatcher.turn()
    assert not run.endings()
    run.session.echo(run.session.chat("#general"))
    run.dispatcher.turn()
    assert run.endings() == 1
    assert run.session.state is SessionState.OFFLINE


def test_with_nothing_under_way_it_leaves_at_once() -> None:
    run = online()
    run.controller.end_of_input()
    assert run.endings() == 1


def test_a_silent_server_is_not_waited_for_for_ever() -> None:
    run = online()
    run.type("hello")
    run.controller.end_of_input()
    run.dispatcher.advance(CONFIRM_WITHIN_S - 1)
    run.session.hear("maya", "still here")
    run.dispatcher.advance(CONFIRM_WITHIN_S - 1)
    assert not run.endings()
    run.dispatcher.advance(1)
    assert run.endings() == 1
    assert run.last("failed")["text"] == "hello"


def test_in_a_busy_room_it_leaves_in_the_end() -> None:
    run = online()
    run.type("hello")
    run.controller.end_of_input()
    for _ in range(int(LEAVE_WITHIN_S)):
        run.session.hear("maya", "and another thing")
        run.dispatcher.advance(1)
    assert run.endings() == 1


def test_answers_to_the_last_commands_are_awaited() -> None:
    run = online()
    run.type("/whois maya")
    run.controller.end_of_input()
    assert not run.endings()
    run.session.deliver(ev.WhoisReceived(nick="maya"))
    run.dispatcher.advance(ANSWER_WITHIN_S)
    assert run.endings() == 1


def test_everything_piped_in_before_connecting_is_said_before_leaving() -> None:
    run = Headless()
    run.type("one", "two")
    run.controller.end_of_input()
    run.go_online()
    chat = run.session.chat("#general")
    run.session.echo(chat)
    run.session.echo(chat)
    run.dispatcher.turn()
    assert [event["text"] for event in run.all("sent")] == ["one", "two"]
    assert run.endings() == 1


def test_quit_leaves_with_its_reason_when_all_is_said() -> None:
    run = online()
    run.type("hello", "/quit good night")
    assert not run.endings()
    run.session.echo(run.session.chat("#general"))
    run.dispatcher.advance(ANSWER_WITHIN_S)
    assert ("disconnect", "good night") in run.session.calls
    assert run.endings() == 1


def test_an_interrupt_leaves_now() -> None:
    run = online()
    run.type("hello")
    run.controller.interrupt()
    run.controller.interrupt()
    assert run.endings() == 1


def test_a_problem_that_stays_ends_the_run_and_says_why() -> None:
    run = Headless()
    run.session.fail(ProblemKind.CERTIFICATE_DIFFERS, seen="ab" * 32)
    run.dispatcher.turn()
    assert run.endings() == 1
    assert not run.controller.has_connected
    assert run.controller.failure.startswith("ridge.example.net is not the server you trusted.")
    assert (run.last("state")["problem"], run.last("state")["fingerprint"]) == ("certificate_differs", "ab" * 32)


def test_while_it_can_try_again_it_does() -> None:
    run = Headless()
    run.session.fail(ProblemKind.REFUSED, retry_in_s=2)
    run.dispatcher.turn()
    assert not run.endings()
    assert run.last("state")["retry_in_s"] == 2


def test_with_no_more_lines_to_come_it_does_not_try_for_ever() -> None:
    run = Headless()
    run.controller.end_of_input()
    run.session.fail(ProblemKind.REFUSED, retry_in_s=2)
    run.dispatcher.turn()
    assert run.endings() == 1
    assert not run.controller.has_connected


def test_while_it_waits_the_end_of_input_ends_the_run_and_why_it_failed_is_kept() -> None:
    run = Headless()
    run.session.fail(ProblemKind.REFUSED, retry_in_s=2)
    run.controller.end_of_input()
    run.dispatcher.turn()
    assert run.endings() == 1
    assert run.controller.failure
