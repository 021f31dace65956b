"""What is kept on this computer: told, and kept shorter only after a second question."""

import pytest

from app.contracts.sheets import Question
from app.controllers.surroundings import Start
from app.controllers.wording.files import not_saved_text, store_text
from app.controllers.wording.stored_messages import size_text
from app.models.store import reasons
from app.models.store.contract import StoreOpened
from tests.controllers.app_in_hand import AppInHand
from tests.fakes.workspace import FakeStoredMessages


def app_with(stored: FakeStoredMessages) -> AppInHand:
    app = AppInHand(stored=stored)
    app.kit.window.actions.show_stored_messages()
    return app


def question(app: AppInHand) -> Question:
    return app.kit.window.question


def test_the_sheet_says_how_much_is_kept_and_how_long() -> None:
    app = app_with(FakeStoredMessages(entries=12_345, size_bytes=18_200_000))
    assert question(app).text == ("12,345 messages, 18 MB on this computer. All of them are kept.")
    assert [choice.label for choice in question(app).choices] == [
        "Keep everything (as now)", "Keep a year", "Keep 90 days", "Keep 30 days", "Close"]


def test_limits_from_the_settings_file_are_told() -> None:
    app = app_with(FakeStoredMessages(entries=1, size_bytes=999, keep_days=60, keep_megabytes=500))
    assert question(app).text == (
        "1 message, 999 bytes on this computer. Those older than 60 days and the oldest ones beyond 500 MB are deleted "
        "once a day. What you haven't read stays.")


def test_keeping_everything_lifts_a_limit_of_the_size_too() -> None:
    app = app_with(FakeStoredMessages(entries=1, size_bytes=999, keep_megabytes=500))
    assert question(app).choices[0].label == "Keep everything"
    assert "The oldest ones beyond 500 MB are deleted once a day." in question(app).text
    app.kit.window.answer("0")
    assert app.stored.keep_megabytes == 0
    assert app.toasts == ["All messages are kept from now on."]


def test_where_nothing_is_kept_there_is_nothing_to_choose() -> None:
    app = app_with(FakeStoredMessages())
    assert question(app).text == "Nothing is kept on this computer."
    assert len(question(app).choices) == 1
    app.kit.window.answer("close")


def test_a_shorter_time_is_asked_for_once_more_and_its_result_told() -> None:
    app = app_with(FakeStoredMessages(entries=9_000, size_bytes=1_000, goes=3_210))
    app.kit.window.answer("30")
    assert app.stored.keep_days == 0, "asked, not done"
    assert question(app).title == "Delete messages older than 30 days?"
    app.kit.window.answer("delete")
    assert app.stored.keep_days == 30
    assert app.toasts == ["3,210 messages deleted."]


@pytest.mark.parametrize("answers", [("close",), ("30", "cancel"), ("90",)])
def test_nothing_changes_without_a_yes(answers: tuple[str, ...]) -> None:
    app = app_with(FakeStoredMessages(entries=1, size_bytes=1, keep_days=90))
    for answer in answers:
        app.kit.window.answer(answer)
    assert app.stored.keep_days == 90
    assert app.toasts == []


@pytest.mark.parametrize(("days", "told"), [
    (0, "All messages are kept from now on."), (365, "Messages are kept for a year from now on."),
])
def test_a_longer_time_needs_no_question(days: int, told: str) -> None:
    app = app_with(FakeStoredMessages(entries=1, size_bytes=1, keep_days=90))
    app.kit.window.answer(str(days))
    assert app.stored.keep_days == days
    assert app.toasts == [told]


@pytest.mark.parametrize(("size_bytes", "text"), [
    (0, "0 bytes"), (999, "999 bytes"), (1_000, "1.0 kB"), (45_056, "45 kB"), (1_440_000_000, "1.4 GB"),
])
def test_sizes_are_rounded_as_people_say_them(size_bytes: int, text: str) -> None:
    assert size_text(size_bytes) == text


def test_what_is_wrong_with_the_store_is_told_at_the_start() -> None:
    app = AppInHand(start=Start(store_problem="The file was damaged."))
    assert app.kit.window.toasts == [("The file was damaged.", True)]


@pytest.mark.parametrize(("opened", "said"), [
    (StoreOpened(chats={}), ""),
    (StoreOpened(chats={}, damaged="old", lost=True), "the rest comes back from the server"),
    (StoreOpened(chats={}, damaged="old"), "Nothing is missing"),
    (StoreOpened(chats={}, unusable=reasons.TOO_NEW), "Install the newest version; start the app again."),
    (StoreOpened(chats={}, unusable=reasons.DISK_FULL), "Make room on the disk; start the app again."),
])
def test_each_state_of_the_store_has_its_own_sentence(opened: StoreOpened, said: str) -> None:
    text = store_text(opened)
    assert said in text
    assert bool(text) == bool(said)


@pytest.mark.parametrize(("reason", "step"), [
    (reasons.DISK_FULL, "Make room on the disk; the app saves the rest when it can."),
    (reasons.LOCKED, "Close the other program; the app saves the rest when it can."),
    (reasons.DAMAGED, "Close the app and start it again"),
])
def test_a_store_that_can_not_be_written_says_what_to_do(reason: str, step: str) -> None:
    text = not_saved_text("chats.sqlite3", reason)
    assert step in text
    assert "Messages still go out." in text
    assert "chats.sqlite3" not in text
