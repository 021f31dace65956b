"""What a session asks of its own accord: whom to watch, who is away, what people say of themselves; renamed rooms."""

import pytest

from app.models.changes import Change, ChatChanged, MembersChanged, SelfChanged
from app.models.chat_session import ChatSession
from app.models.chats import Chat, ChatKind
from app.models.friends import Standing
from app.models.metadata_watch import SOONEST_S
from app.models.presence import FIRST_S
from app.models.profile import NetworkId, Profile
from tests.fakes.link import FakeLink, FakeLinks
from tests.fakes.turned_clock import TurnedClock

SUB = "METADATA * SUB avatar display-name color status homepage bot groupchat.local/pins"


class Desk:
    """A session with a link in memory, and what it tells."""

    def __init__(self) -> None:
        self.links = FakeLinks()
        self.clock = TurnedClock()
        profile = Profile(id=NetworkId("n"), host="irc.example", port=6697, nick="ines", channels=("#general",))
        self.session = ChatSession(profile, self.links.open, self.clock, self.clock, lambda: 0.5)
        self.changes: list[Change] = []
        for kind in (ChatChanged, MembersChanged, SelfChanged):
            self.session.subscribe(kind, self.changes.append)

    @property
    def link(self) -> FakeLink:
        return self.links.last

    def online(self, *capabilities: str, tokens: str = "MONITOR=100") -> None:
        self.session.connect()
        self.link.welcomes("ines", *capabilities)
        self.link.says(f":irc.example 005 ines {tokens} :are supported")

    def chat(self, name: str) -> Chat:
        chat = self.session.chats.find(name)
        assert chat is not None
        return chat

    def sent(self, verb: str) -> list[str]:
        return [line for line in self.link.sent if line.startswith(verb)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_those_with_whom_conversations_are_open_are_watched(desk: Desk) -> None:
    desk.session.open_direct("maya")
    desk.online()
    assert desk.sent("MONITOR") == ["MONITOR + maya"]

    desk.session.open_direct("olu")
    desk.session.part(desk.chat("maya"))

    assert desk.sent("MONITOR") == ["MONITOR + maya", "MONITOR + olu", "MONITOR - maya"]


def test_all_are_watched_again_after_a_reconnect(desk: Desk) -> None:
    desk.session.open_direct("maya")
    desk.online()
    desk.link.breaks()
    desk.clock.advance(60.0)

    desk.online()

    assert [line for line in desk.link.raw if line.startswith("MONITOR")] == ["MONITOR + maya"]


def test_a_friend_with_another_nick_is_watched_under_it(desk: Desk) -> None:
    desk.online()
    desk.link.admits("ines", "#general", "maya")
    desk.session.open_direct("maya")
    desk.link.sent.clear()

    desk.link.says(":maya!m@h NICK maya2")

    assert desk.sent("MONITOR") == ["MONITOR - maya", "MONITOR + maya2"]


def test_who_comes_and_goes_is_told_of_their_conversation(desk: Desk) -> None:
    desk.online()
    maya = desk.session.open_direct("maya")
    desk.changes.clear()

    desk.link.says(":s.x 730 ines :maya!m@h", ":s.x 731 ines :maya")

    assert desk.changes == [MembersChanged(chat=maya)] * 2
    assert desk.session.chat_state.standing_of("maya") is Standing.GONE


def test_a_friend_who_is_in_no_room_is_asked_about_because_they_may_be_away(desk: Desk) -> None:
    desk.online("away-notify", "extended-monitor", tokens="MONITOR=100 WHOX")
    desk.session.open_direct("maya")
    desk.link.says(":s.x 730 ines :maya!m@h")
    desk.clock.advance(FIRST_S)
    assert desk.sent("WHO") == ["WHO maya %tcuhnfar,640"]

    desk.link.says(":s.x 354 ines 640 * m h maya G maya-account :Maya", ":s.x 315 ines maya :End")

    assert desk.session.chat_state.standing_of("maya") is Standing.AWAY


def test_a_server_without_monitor_is_not_asked(desk: Desk) -> None:
    desk.session.open_direct("maya")
    desk.online(tokens="NETWORK=x")

    assert desk.sent("MONITOR") == []
    assert desk.session.chat_state.standing_of("maya") is Standing.UNKNOWN


@pytest.mark.parametrize("draft", ["draft/metadata-2", "draft/metadata-3"])
def test_what_people_say_of_themselves_is_followed_once(desk: Desk, draft: str) -> None:
    desk.session.connect()
    desk.link.opens()
    desk.link.says(f":s.x CAP * LS :batch {draft}", f":s.x CAP * ACK :batch {draft}", ":s.x 001 ines :Welcome")
    desk.link.says(":s.x CAP ines NEW :away-notify", ":s.x CAP ines ACK :away-notify")

    assert desk.sent("METADATA") == [SUB]


def test_metadata_that_comes_later_is_followed_then(desk: Desk) -> None:
    desk.online("batch")

    desk.link.says(":s.x CAP ines NEW :draft/metadata-2", ":s.x CAP ines ACK :draft/metadata-2")

    assert desk.sent("METADATA") == [SUB]


def test_what_is_put_off_is_asked_for_once_and_not_before_it_may_be(desk: Desk) -> None:
    desk.online("batch", "draft/metadata-2")
    desk.link.says(":s.x 774 ines #general 30 :later")
    desk.clock.advance(29.0)
    assert desk.sent("METADATA #general") == []

    desk.clock.advance(1.0)
    desk.link.says(":s.x 774 ines #general 1 :later")
    desk.clock.advance(60.0)

    assert desk.sent("METADATA #general") == ["METADATA #general SYNC"]


def test_nothing_is_asked_for_after_the_connection_is_gone(desk: Desk) -> None:
    desk.online("batch", "draft/metadata-2")
    desk.link.says(":s.x 774 ines #general 0 :later")
    desk.session.disconnect()
    desk.online("batch", "draft/metadata-2")
    desk.clock.advance(SOONEST_S + 1)

    assert desk.sent("METADATA #general") == []


def test_what_somebody_says_of_themselves_is_told_where_they_are(desk: Desk) -> None:
    desk.online("batch", "draft/metadata-2")
    desk.link.admits("ines", "#general", "maya")
    desk.changes.clear()

    desk.link.says(":s.x METADATA maya status * :At lunch", ":s.x METADATA ines status * :Here")

    assert desk.changes == [MembersChanged(chat=desk.chat("#general")), SelfChanged()]
    maya = desk.session.chat_state.person("maya")
    assert maya is not None
    assert maya.metadata == {"status": "At lunch"}


def test_a_chat_follows_its_channel_to_another_name(desk: Desk) -> None:
    desk.online("draft/channel-rename")
    desk.link.admits("ines", "#general", "maya")
    general = desk.chat("#general")

    desk.link.says(":maya!m@h RENAME #general #lounge :cosier")

    assert desk.chat("#lounge") is general
    assert (general.name, general.is_joined, general.kind) == ("#lounge", True, ChatKind.CHANNEL)
    assert desk.session.profile.channels == ("#lounge",)
    assert general.entries[-1].text == "ChannelRenamed"


def test_a_channel_renamed_to_one_that_has_a_chat_goes_on_there(desk: Desk) -> None:
    desk.online("draft/channel-rename")
    desk.link.admits("ines", "#lounge")
    desk.link.says(":ines!i@h PART #lounge")
    desk.link.admits("ines", "#general", "maya")

    desk.link.says(":maya!m@h RENAME #general #lounge :")

    assert (desk.chat("#general").is_joined, desk.chat("#lounge").is_joined) == (False, True)


def test_a_channel_that_was_renamed_while_we_were_gone_is_entered_under_its_new_name(desk: Desk) -> None:
    desk.online("draft/channel-rename", "standard-replies")
    desk.link.sent.clear()

    desk.link.says("FAIL JOIN CHANNEL_RENAMED #general #lounge :The channel has been renamed")
    desk.link.says("FAIL JOIN CHANNEL_RENAMED #lounge #general :The channel has been renamed",
                   "FAIL JOIN CHANNEL_RENAMED #general #lounge :The channel has been renamed")

    assert desk.sent("JOIN") == ["JOIN #lounge", "JOIN #general"]
