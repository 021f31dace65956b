"""Events as text and back; what is not an event is none, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.room_events import HAPPENINGS
from app.models.store.event_codec import decode_event, encode_event, names_of_events
from app.protocol import events as ev
from app.protocol.modes import ModeChange
from app.protocol.source import Source

BOB = Source("bob", "user", "host")
EVENTS: list[ev.Event] = [
    ev.UserJoined(source=BOB, channel="#a", account="bob", realname="Bob \ud800"),
    ev.UserParted(source=BOB, channel="#a", reason="\x00", is_own=True),
    ev.UserKicked(source=BOB, channel="#a", nick="ann", reason="so"),
    ev.UserQuit(source=BOB, reason="away"),
    ev.NickChanged(source=BOB, nick="rob"),
    ev.ChannelRenamed(source=BOB, channel="#a", name="#b", reason="typo"),
    ev.TopicChanged(source=BOB, channel="#a", topic="ünder"),
    ev.ModesChanged(source=BOB, target="#a", changes=(ModeChange(adding=True, letter="o", argument="ann"),
                                                      ModeChange(adding=False, letter="m"))),
    ev.ErrorReceived(numeric="404", name="ERR_CANNOTSENDTOCHAN", params=("#a",), reason="no"),
    ev.StandardReplyReceived(severity="FAIL", command="PRIVMSG", code="NO", context=("#a", "b"), reason="no"),
    ev.CommandRefused(reason="too long"),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_comes_back_as_it_was(event: ev.Event) -> None:
    assert decode_event(encode_event(event)) == event


def test_all_that_chats_tell_of_can_be_kept() -> None:
    assert {kind.__name__ for kind in HAPPENINGS} <= set(names_of_events()) == {type(e).__name__ for e in EVENTS}


def test_an_event_that_chats_do_not_tell_of_is_left_out() -> None:
    assert encode_event(ev.PongReceived(token="1")) == encode_event(None) == ""


@pytest.mark.parametrize("text", [
    "", "[", "null", '["UserQuit"]', '["Nothing", {}]', '["UserQuit", {}]', '["UserQuit", {"source": ["a", "b"]}]',
    '["UserQuit", {"source": ["a", "b", "c"], "reason": 5}]', '["UserQuit", {"source": ["a", "b", "c"], "other": ""}]',
    '["ModesChanged", {"source": ["a", "b", "c"], "target": "#a", "changes": [[1, "o", null]]}]', "[" * 100_000,
])
def test_what_is_no_event_is_none(text: str) -> None:
    assert decode_event(text) is None


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda each: st.lists(each, max_size=4)
                    | st.dictionaries(st.sampled_from(["source", "reason", "channel", "is_own"]), each), max_leaves=8)


@given(name=st.sampled_from(names_of_events()), fields=JSON)
def test_no_text_at_all_is_too_strange(name: str, fields: object) -> None:
    event = decode_event(json.dumps([name, fields]))
    assert event is None or decode_event(encode_event(event)) == event
