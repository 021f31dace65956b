"""What a server can't do is said once, in one note."""

import pytest

from app.controllers.wording.missing_features import missing_features_text
from app.protocol.events import MessageReceived, MotdReceived
from app.protocol.source import Source
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.session import FakeSession, profile
from tests.fakes.turned_clock import TurnedClock

ALL = frozenset({"draft/chathistory", "echo-message", "message-tags"})
NO_HISTORY = "This server keeps no history, so messages from while you were away can't be shown."
NO_ECHO = "This server doesn't confirm messages, so one that it drops may look as if it was sent."
NO_TAGS = "This server carries no reactions, and doesn't show who is typing."


def welcome(app: AppInHand) -> None:
    app.session.deliver(MotdReceived(lines=()))
    app.turn()


def notes(app: AppInHand, chat: str = "#general") -> list[str]:
    return [entry.text for entry in app.session.chat(chat).entries]


@pytest.mark.parametrize(("missing", "text"), [
    ("draft/chathistory", NO_HISTORY), ("echo-message", NO_ECHO), ("message-tags", NO_TAGS),
])
def test_each_missing_feature_has_its_sentence(missing: str, text: str) -> None:
    assert missing_features_text(ALL - {missing}) == text


def test_a_plain_server_gets_one_note_with_all() -> None:
    app = app_in_general()
    app.session.capabilities = frozenset()
    welcome(app)
    assert notes(app) == [" ".join((NO_HISTORY, NO_ECHO.replace("This server", "It"),
                                    NO_TAGS.replace("This server", "It")))]
    assert app.toasts == []


def test_it_is_said_once_a_run() -> None:
    app = app_in_general()
    app.session.capabilities = ALL - {"message-tags"}
    welcome(app)
    app.session.go_online()
    welcome(app)
    assert notes(app) == [NO_TAGS]


def test_a_server_that_has_all_is_not_talked_about() -> None:
    app = app_in_general()
    app.session.capabilities = ALL
    welcome(app)
    assert notes(app) == []


def test_it_stands_where_the_server_speaks() -> None:
    app = app_in_general()
    app.session.capabilities = ALL - {"message-tags"}
    app.session.deliver(MessageReceived(source=Source("irc.example"), target="sam", text="Hello"))
    welcome(app)
    assert notes(app, "")[-1] == NO_TAGS
    assert notes(app) == []


def test_it_waits_for_a_chat() -> None:
    app = AppInHand(FakeSession(profile(channels=()), TurnedClock()))
    app.session.go_online()
    app.session.capabilities = ALL - {"message-tags"}
    welcome(app)
    app.session.enter("#maps")
    app.turn()
    assert notes(app, "#maps") == [NO_TAGS]
