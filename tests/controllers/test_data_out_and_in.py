"""A chat is written down as people want it, and old logs come in as people are shown before."""

from pathlib import Path

import pytest

from app.models.chats import ChatKind, ChatRow
from app.models.export.exports import Exported
from app.models.importing.hexchat import HEXCHAT
from app.models.importing.imports import Imported, LogPreview, NotALog
from app.models.importing.log_files import UNKNOWN, LogFile
from app.models.profile import NetworkId
from app.models.store.contract import StoredChat
from tests.controllers.app_in_hand import AppInHand, app_in_general

DAY_MS = 86_400_000
YEAR_2026_MS = 1_767_225_600_000


@pytest.fixture
def app() -> AppInHand:
    app = app_in_general()
    general = app.session.chats.find("#general")
    assert general is not None
    general.row = ChatRow(7)
    app.exports.stored = [stored(7, "#general", 4_312), stored(8, "#old", 50_000)]
    return app


def stored(row: int, name: str, count: int) -> StoredChat:
    return StoredChat(row=ChatRow(row), network=NetworkId("n"), name=name, kind=ChatKind.CHANNEL, is_open=True,
                      count=count)


def answer(app: AppInHand, choice: str, text: str = "") -> None:
    _, on_answer = app.kit.window.questions.pop()
    on_answer(choice, text)


def test_the_open_chat_is_written_where_people_say(app: AppInHand) -> None:
    app.kit.window.chosen_files = ["/home/ines/maps.html"]
    app.kit.window.actions.show_export()
    question = app.kit.window.question
    assert question.title == "Export #general"
    assert question.text.startswith("4,312 messages. ")
    assert [choice.label for choice in question.choices] == [
        "Web page", "Plain text", "Everything, for programs (JSON lines)", "Cancel"]
    answer(app, "html")
    assert app.kit.window.suggested_name == "#general.html"
    wish = app.exports.wishes[0]
    assert (wish.format.key, wish.place, wish.is_folder) == ("html", Path("/home/ines/maps.html"), False)
    assert wish.may_replace, "the window has asked"
    app.exports.progress(1_000, 4_312)
    shown = app.kit.window.progress
    assert shown is not None
    assert (shown.title, shown.text) == ("Export #general", "1,000 of 4,312 messages")
    app.exports.done(Exported(place=wish.place, count=4_312))
    assert app.kit.window.progress is None
    assert app.toasts == ["Wrote 4,312 messages to maps.html."]


def test_everything_becomes_a_folder(app: AppInHand) -> None:
    app.kit.window.chosen_files = ["/home/ines/all"]
    app.kit.window.actions.show_export_all()
    assert app.kit.window.question.text.startswith("54,312 messages of 2 chats. ")
    answer(app, "jsonl")
    assert app.kit.window.suggested_name == "Group Chat"
    assert app.exports.wishes[0].is_folder


@pytest.mark.parametrize(("days", "first", "last"), [
    ("2026-01-01", 0, 1), ("2026-01-01 to 2026-01-03", 0, 3), ("2026-01-02 2026-01-03", 1, 3), ("2026-01", 0, 31),
    ("2026", 0, 365),
])
def test_only_some_days_are_written(app: AppInHand, days: str, first: int, last: int) -> None:
    app.kit.window.chosen_files = ["/home/ines/maps.html"]
    app.kit.window.actions.show_export()
    answer(app, "text", days)
    span = app.exports.wishes[0].span
    assert ((span.from_ms - YEAR_2026_MS) / DAY_MS, (span.until_ms - YEAR_2026_MS) / DAY_MS) == (first, last)


@pytest.mark.parametrize("days", ["soon", "2026-13", "2026-02 to 2026-01", "2026-01-01 to", "1"])
def test_days_that_are_none_are_asked_for_again(app: AppInHand, days: str) -> None:
    app.kit.window.actions.show_export()
    answer(app, "text", days)
    assert "can't be read as days" in app.kit.window.question.text
    assert app.kit.window.question.field_text == days
    assert not app.exports.wishes


def test_an_export_that_failed_says_why_and_what_to_do(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/export text /nowhere/maps.txt")
    app.exports.done(Exported(place=Path("/nowhere/maps.txt"), reason="No space left on device"))
    assert app.toasts == [
        ("The messages could not be written down: no space left on device. Choose another place and "
        "try again."),
    ]


@pytest.mark.parametrize(("command", "key", "place"), [
    ("/export jsonl /x/a.jsonl", "jsonl", "/x/a.jsonl"), ("/export /x/my chat.txt", "text", "/x/my chat.txt"),
    ('/export "/x/a b"', "html", "/x/a b"),
])
def test_an_export_by_command(app: AppInHand, command: str, key: str, place: str) -> None:
    assert app.kit.composer.actions.submit(command)
    assert (app.exports.wishes[0].format.key, app.exports.wishes[0].place) == (key, Path(place))


def test_a_command_replaces_nothing(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/export /x/there.txt")
    assert not app.exports.wishes[0].may_replace


def test_the_home_of_nobody_is_told_as_such(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/export ~nobodyhere/maps.txt")
    assert not app.exports.wishes
    app.kit.composer.actions.submit("/import ~nobodyhere/maps.txt")
    assert not app.imports.looked_at


def test_many_pages_are_a_folder_that_is_not_called_like_a_file(app: AppInHand) -> None:
    app.exports.stored = [stored(7, "#general", 50_000)]
    app.kit.composer.actions.submit("/export html /x/maps.html")
    assert app.exports.wishes[0].place == Path("/x/maps")


def test_one_thing_that_is_long_is_done_at_a_time(app: AppInHand) -> None:
    app.exports.is_busy = True
    app.kit.composer.actions.submit("/import /logs/a.log")
    app.exports.is_busy, app.imports.is_busy = False, True
    app.kit.composer.actions.submit("/export /x/a.txt")
    app.kit.window.actions.show_export()
    assert not app.imports.looked_at
    assert not app.exports.wishes
    assert [toast.partition(".")[0] for toast in app.toasts] == ["Something is being written down or imported already"]


def test_what_was_begun_while_people_chose_a_file_is_not_disturbed(app: AppInHand) -> None:
    app.kit.window.chosen_files = ["/home/ines/maps.html"]
    app.kit.window.actions.show_export()
    app.imports.is_busy = True
    answer(app, "html")
    assert not app.exports.wishes


def test_an_import_takes_nobody_to_another_chat(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs/a.log")
    app.imports.looked([log("a.log", "#old")])
    answer(app, "import", "#old")
    app.imports.done(Imported(wish=app.imports.wishes[0], added=1, last_ms=5))
    app.kit.composer.actions.submit("still here")
    assert ("send_message", "#general", "still here") in [call[:3] for call in app.session.calls]


def test_nothing_kept_is_nothing_to_write(app: AppInHand) -> None:
    app.exports.stored = []
    app.kit.window.actions.show_export()
    assert app.toasts == ["Nothing is kept of this chat yet, so there is nothing to write down."]


def log(name: str, chat: str, count: int = 4_312, unreadable: int = 12) -> LogPreview:
    return LogPreview(log=LogFile(path=Path("/logs") / name, format=HEXCHAT, chat=chat), count=count,
                      unreadable=unreadable, first_ms=YEAR_2026_MS - 7 * 365 * DAY_MS, last_ms=YEAR_2026_MS)


def test_a_log_is_shown_before_it_is_filed(app: AppInHand) -> None:
    app.kit.window.chosen_files = ["/logs/maps.log"]
    app.kit.window.actions.show_import()
    answer(app, "files")
    assert app.imports.looked_at == [Path("/logs/maps.log")]
    app.imports.looked([log("maps.log", "#maps")])
    question = app.kit.window.question
    assert question.table == [("#maps", "4,312 messages, 2019 to 2026, from HexChat; 12 lines can't be read")]
    assert question.field_text == "#maps"
    answer(app, "import", "#maps")
    app.imports.done(Imported(wish=app.imports.wishes[0], added=4_000, known=312, unreadable=12, last_ms=5))
    assert app.toasts == [
        ("Imported 4,000 messages into #maps. 312 messages were here already. "
        "12 lines could not be read."),
    ]
    assert ("past_filed", "#maps", 5) in app.session.calls
    assert not any(call[0] == "join" for call in app.session.calls), "a room is not entered by reading its past"


def test_several_logs_go_into_the_chats_they_are_called_after(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs")
    app.imports.looked([log("a.log", "#a"), log("b.log", "tom"), log("my notes.log", "my notes"),
                        NotALog(path=Path("/logs/x.png"), reason=UNKNOWN)])
    assert app.kit.window.question.field_label == ""
    assert app.kit.window.question.text == "Left out, as they are no logs of a chat: x.png and my notes.log."
    answer(app, "import")
    app.imports.done(Imported(wish=app.imports.wishes[0], added=1, last_ms=5))
    app.imports.done(Imported(wish=app.imports.wishes[1], added=2, last_ms=5))
    assert [wish.name for wish in app.imports.wishes] == ["#a", "tom"]
    assert app.toasts == ["Imported 3 messages into 2 chats."]


def test_a_log_for_each_day_is_shown_as_one_chat(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs")
    app.imports.looked([log(f"2026-01-0{day}.log", "#maps") for day in (1, 2)])
    question = app.kit.window.question
    assert question.table == [("#maps", "8,624 messages, 2019 to 2026, from HexChat; 24 lines can't be read")]
    answer(app, "import", "#old")
    for _ in range(2):
        app.imports.done(Imported(wish=app.imports.wishes[-1], added=1, last_ms=5))
    assert [wish.name for wish in app.imports.wishes] == ["#old", "#old"]
    assert app.toasts == ["Imported 2 messages into #old."]


def test_a_long_list_of_chats_says_how_many_more_there_are(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs")
    app.imports.looked([log(f"{number}.log", f"#chat{number}") for number in range(15)])
    assert app.kit.window.question.table[-1] == ("…", "3 more chats")


def test_a_name_no_chat_can_have_is_asked_for_again(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs/a.log")
    app.imports.looked([log("a.log", "#a")])
    answer(app, "import", "#my chat")
    assert app.kit.window.question.text.startswith("A channel's name can't have spaces")
    assert not app.imports.wishes


def test_who_keeps_messages_for_a_while_is_told_that_older_ones_go_again(app: AppInHand) -> None:
    app.stored.keep_days = 90
    app.kit.composer.actions.submit("/import /logs/a.log")
    app.imports.looked([log("a.log", "#a")])
    assert app.kit.window.question.text.startswith("You keep messages for 90 days, so what is older than that goes")
    app.stored.keep_days = 0
    app.kit.composer.actions.submit("/import /logs/a.log")
    app.imports.looked([log("a.log", "#a")])
    assert app.kit.window.questions[-1][0].text == ""


def test_what_is_no_log_is_told(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs/x.png")
    app.imports.looked([NotALog(path=Path("/logs/x.png"), reason=UNKNOWN)])
    assert app.toasts == ["x.png is no log Group Chat knows."]


def test_an_import_that_ended_early_says_how_to_go_on(app: AppInHand) -> None:
    app.kit.composer.actions.submit("/import /logs/a.log")
    app.imports.looked([log("a.log", "#a")])
    answer(app, "import", "#a")
    app.kit.window.cancel_progress()
    assert app.imports.is_cancelled
    app.imports.done(Imported(wish=app.imports.wishes[0], added=10, last_ms=5, is_whole=False))
    assert app.toasts == [
        ("The import ended early, with 10 messages in #a. Import the log once more to go on: what is "
        "here is not filed twice."),
    ]


def test_logs_need_a_chat_to_go_into() -> None:
    app = AppInHand()
    app.kit.window.actions.show_import()
    assert app.toasts == ["Imported messages go into a chat you are in. Join or host one first."]
