"""The commands about notifications: of whom one is told, why, and for how long of nothing."""

import pytest

from tests.controllers.app_in_hand import AppInHand, app_in_general


def hear(app: AppInHand, text: str) -> None:
    app.session.hear("maya", text)
    app.turn()


def said(app: AppInHand, line: str) -> str:
    """What a command answers."""
    assert app.kit.composer.send(line), app.kit.composer.error
    return app.lines[-1].removeprefix("* ")


def test_people_are_put_in_one_list_or_the_other_or_none() -> None:
    app = app_in_general()
    assert said(app, "/notify always Maya, olu") == "You are always notified of Maya and olu."
    assert said(app, "/notify never maya") == "You are never notified of maya."
    assert (app.settings.always_notify, app.settings.never_notify) == ("olu", "maya")
    assert said(app, "/notify") == "You are never notified of maya."
    assert said(app, "/notify normal maya olu") == "You are notified of maya and olu as of anybody else."
    assert said(app, "/notify") == "You are notified of mentions here."


def test_why_something_was_told_or_not_is_explained() -> None:
    app = app_in_general()
    assert said(app, "/notify why") == "Nobody has said anything here yet."
    hear(app, "hello")
    assert said(app, "/notify why") == (
        "What maya said last here is counted and not told, because you are told of mentions there, and it is none.")
    hear(app, "sam: hello")
    assert said(app, "/notify why") == ("What maya said last here is heard and shown while you look elsewhere, because "
                                        "it names you, says one of your words, or answers you.")
    app.settings.sound = app.settings.notifications = False
    assert said(app, "/notify why").endswith("But sound and notifications are off.")
    app.kit.composer.send("/ignore maya")
    assert said(app, "/notify why") == "What maya said last here is not told, because you ignore them."


def test_a_test_is_shown_whatever_holds_back_others() -> None:
    app = app_in_general()
    app.settings.do_not_disturb, app.settings.notifications = True, False
    assert said(app, "/notify test") == "A notification is on its way to you."
    assert app.notifier.texts() == ["Group Chat | This is what a notification looks like."]
    app.notifier.is_broken = True
    said(app, "/notify test")
    assert app.toasts[-1].startswith("Your computer can't show notifications just now.")


def test_a_chat_or_all_is_snoozed_for_a_time() -> None:
    app = app_in_general()
    assert said(app, "/snooze").startswith("Nothing here asks for your attention until ")
    chat = app.session.chat("#general")
    assert chat.options.snoozed_until_ms == app.clock.now_ms() + 3_600_000
    said(app, "/snooze 20m")
    assert chat.options.snoozed_until_ms == app.clock.now_ms() + 1_200_000
    assert said(app, "/snooze off") == "This chat may speak up again."
    assert said(app, "/snooze all 2h").startswith("Nothing asks for your attention until ")
    assert app.settings.snoozed_until_ms == app.clock.now_ms() + 7_200_000
    assert said(app, "/snooze all off") == "You are told again of what is meant for you."
    assert app.settings.snoozed_until_ms == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("/notify loudly", "Say what you want to know of."),
        ("/notify all night", "Say what you want to know of."),
        ("/notify always", "Say whom you mean."),
        ("/notify never , ,", "Say whom you mean."),
        ("/notify always " + " ".join(f"p{number}" for number in range(300)), "Those are too many people."),
        ("/snooze soon", "That is no time in the next month."),
        ("/snooze all 60d", "That is no time in the next month."),
        ("/snooze 2h please", "That is no time in the next month."),
    ],
)
def test_what_makes_no_sense_is_refused(line: str, complaint: str) -> None:
    app = app_in_general()
    before = (app.settings.always_notify, app.settings.snoozed_until_ms)
    assert not app.kit.composer.send(line)
    assert app.kit.composer.error.startswith(complaint)
    assert (app.settings.always_notify, app.settings.snoozed_until_ms) == before
