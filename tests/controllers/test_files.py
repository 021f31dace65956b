"""Files in the window: chosen, dropped or named, asked about, sent, shown, saved and opened."""

from pathlib import Path

import pytest

from app.contracts.rows import MessageRow, SpanStyle
from app.models.changes import SessionState
from app.models.files.facts import Facts
from app.models.files.failures import Failure, Reason
from app.models.files.meter import Progress
from app.models.files.thumbnails import SmallPicture
from app.protocol import events as ev
from tests.controllers.app_in_hand import AppInHand, app_in_general
from tests.fakes.courier import Upload, outgoing

ADDRESS = f"https://ridge.example.net:6697/files/{'c0ffee01' * 4}/summit%20view.jpg"


def app_with_host() -> AppInHand:
    app = app_in_general()
    app.session.support("groupchat.local/FILEHOST=https://*:6697/files")
    app.session.deliver(ev.ISupportChanged(tokens=()))
    app.courier.files = {"/home/sam/a.txt": outgoing("a.txt", 4200), "/home/sam/b.jpg": outgoing("b.jpg", 2_100_000)}
    return app


def give_token(app: AppInHand) -> None:
    app.session.deliver(ev.TokenReceived(service="groupchat.local/FILEHOST", address="", token="7f83b1"))
    app.turn()


def sending(app: AppInHand) -> Upload:
    app.kit.composer.send("/upload /home/sam/a.txt")
    give_token(app)
    return app.courier.uploads[-1]


def answer(app: AppInHand, key: str) -> None:
    _, on_answer = app.kit.window.questions.pop()
    on_answer(key, "")
    app.turn()


def file_row(app: AppInHand) -> MessageRow:
    row = app.kit.timeline.rows[-1]
    assert isinstance(row, MessageRow)
    return row


def words(row: MessageRow) -> str:
    return "".join(span.text for span in row.spans)


# Sending


@pytest.mark.parametrize("typed", [
    "/upload /home/sam/a.txt", '/upload "/home/sam/a.txt"', "/upload   '/home/sam/a.txt' ",
    "/sendfile “/home/sam/a.txt”",
])
def test_a_file_named_in_a_command_is_sent(typed: str) -> None:
    app = app_with_host()
    assert app.kit.composer.send(typed)
    give_token(app)
    assert [upload.order.file.name for upload in app.courier.uploads] == ["a.txt"]


def test_a_command_without_a_file_says_what_is_missing() -> None:
    app = app_with_host()
    assert not app.kit.composer.send("/upload")
    assert "Say which file to send." in app.kit.composer.error


@pytest.mark.parametrize(("reason", "sentence"), [
    (Reason.MISSING, "There is no file /home/sam/x. Check the spelling."),
    (Reason.EMPTY, "x is empty."),
    (Reason.FOLDER, "x can't be sent. That is a folder. Choose the files in it, or make a ZIP file of it."),
])
def test_a_file_that_can_not_be_sent_is_said(reason: Reason, sentence: str) -> None:
    app = app_with_host()
    app.courier.files["/home/sam/x"] = Failure(reason=reason)
    app.kit.composer.send("/upload /home/sam/x")
    assert app.toasts == [sentence]


def test_of_many_files_that_can_not_be_sent_a_few_are_named() -> None:
    app = app_with_host()
    app.kit.files.actions.files_dropped([f"/{number}" for number in range(40)])
    (said,) = app.toasts
    assert said.count("There is no file") == 4
    assert said.endswith("And 36 more can't be sent.")


def test_dropped_files_are_asked_about() -> None:
    app = app_with_host()
    app.kit.files.actions.files_dropped(["/home/sam/a.txt", "/home/sam/b.jpg", "/missing"])
    question, _ = app.kit.window.questions[-1]
    assert question.title == "Send 2 files (2.1 MB) to #general?"
    assert question.text == "a.txt · 4.2 kB\nb.jpg · 2.1 MB\nThere is no file /missing. Check the spelling."
    assert app.courier.uploads == []
    answer(app, "send")
    give_token(app)
    assert len(app.courier.uploads) == 2


def test_dropped_files_that_are_not_meant_stay_here() -> None:
    app = app_with_host()
    app.kit.files.actions.files_dropped(["/home/sam/a.txt"])
    assert app.kit.window.questions[-1][0].title == "Send a.txt (4.2 kB) to #general?"
    answer(app, "cancel")
    assert app.files.transfers.current == ()


def test_files_are_sent_to_the_chat_they_were_dropped_on() -> None:
    app = app_with_host()
    app.kit.files.actions.files_dropped(["/home/sam/a.txt"])
    app.session.open_direct("maya")
    app.turn()
    answer(app, "send")
    assert [transfer.chat for transfer in app.files.transfers.current] == ["#general"]


def test_more_files_than_anybody_means_to_send_are_not_looked_at() -> None:
    app = app_with_host()
    app.kit.files.actions.files_dropped(["/home/sam/a.txt"] * 51)
    assert app.toasts == ["You can send up to 50 files at a time. Make a ZIP file of them, or send some later."]
    assert app.kit.window.questions == []


def test_a_refused_token_is_told_beside_the_file_alone() -> None:
    app = app_with_host()
    app.kit.composer.send("/upload /home/sam/a.txt")
    app.session.deliver(ev.StandardReplyReceived(severity="FAIL", command="TOKEN", code="ACCOUNT_REQUIRED",
                                                 context=("groupchat.local/FILEHOST",), reason="Log in."))
    app.turn()
    assert app.kit.files.lines() == ["a.txt to #general: Log in to send files here."]
    assert not any("Log in" in line for line in app.lines)


def test_the_menu_lets_people_choose_files() -> None:
    app = app_with_host()
    app.kit.window.chosen_files = ["/home/sam/a.txt"]
    app.kit.window.actions.choose_files()
    assert app.kit.window.asked_for == "Send a file"
    assert app.kit.window.questions[-1][0].title == "Send a.txt (4.2 kB) to #general?"


def test_a_server_without_a_place_for_files_is_said() -> None:
    app = app_in_general()
    app.kit.window.actions.choose_files()
    app.kit.files.actions.files_dropped(["/home/sam/a.txt"])
    assert set(app.toasts) == {"This server has no place for files. Send a link to where it is instead."}
    assert not app.kit.composer.send("/upload /home/sam/a.txt")
    assert "no place for files" in app.kit.composer.error


def test_files_are_not_chosen_without_a_connection() -> None:
    app = app_with_host()
    app.session.become(SessionState.OFFLINE)
    app.kit.window.actions.choose_files()
    assert app.toasts == ["You aren't connected. Send the file when you're back."]


def test_a_long_paste_goes_as_a_file() -> None:
    app = app_with_host()
    app.kit.composer.send("\n".join(str(number) for number in range(20)))
    question, _ = app.kit.window.questions[-1]
    as_file = next(choice.key for choice in question.choices if "file" in choice.label.lower())
    answer(app, as_file)
    give_token(app)
    [upload] = app.courier.uploads
    assert upload.order.file.name == "paste.txt"
    assert list(app.courier.written.values()) == ["\n".join(str(number) for number in range(20))]
    upload.done(ADDRESS)
    assert app.courier.written == {}


# On its way


def test_the_strip_shows_how_far_a_file_is() -> None:
    app = app_with_host()
    upload = sending(app)
    upload.tell(Progress(2100, 1000.0))
    app.turn()
    assert app.kit.files.lines() == ["a.txt to #general: 2.1 kB of 4.2 kB · 1.0 kB/s"]
    [row] = app.kit.files.state
    assert row.fraction == 0.5
    app.kit.files.actions.cancel_transfer(row.key)
    app.turn()
    assert app.kit.files.lines() == []
    assert upload.is_cancelled


def test_a_file_that_is_too_large_is_said_with_the_limit() -> None:
    app = app_with_host()
    sending(app).failed(Failure(reason=Reason.TOO_LARGE, size=64_000_000, limit=20_000_000))
    app.turn()
    [row] = app.kit.files.state
    assert (row.text, row.is_error, row.retry) == ("That file is 64 MB. The limit here is 20 MB.", True, "")


def test_what_may_go_better_can_be_tried_again() -> None:
    app = app_with_host()
    sending(app).fails(Reason.NO_SPACE)
    app.turn()
    [row] = app.kit.files.state
    app.kit.files.actions.retry_transfer(row.key)
    assert len(app.courier.uploads) == 2


# In the chat


def test_an_address_of_our_host_is_shown_as_a_file() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS)
    assert words(file_row(app)) == "summit view.jpg · Save · Open"
    give_token(app)
    picture = SmallPicture(png=b"png", width=344, height=200)
    app.courier.questions[0].done(Facts(size=2_100_000, type="image/jpeg", picture=picture))
    app.turn()
    row = file_row(app)
    assert words(row) == "summit view.jpg · 2.1 MB · Save · Open"
    assert row.picture is not None
    assert (row.picture.png, row.picture.width, row.picture.target) == (b"png", 344, ADDRESS)


def test_pictures_go_and_come_with_peoples_wish() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS)
    give_token(app)
    picture = SmallPicture(png=b"png", width=344, height=200)
    app.courier.questions[0].done(Facts(size=2_100_000, type="image/jpeg", picture=picture))
    app.settings.show_pictures = False
    app.turn()
    assert file_row(app).picture is None
    assert "2.1 MB" in words(file_row(app))
    app.settings.show_pictures = True
    app.turn()
    assert file_row(app).picture is not None
    assert len(app.courier.questions) == 1


@pytest.mark.parametrize("text", [
    f"look: {ADDRESS}", "https://example.org/summit.jpg", ADDRESS.replace("ridge.example.net:6697", "example.org"),
])
def test_other_messages_stay_what_they_are(text: str) -> None:
    app = app_with_host()
    app.session.hear("maya", text)
    assert words(file_row(app)) == text


def test_messages_become_files_when_the_server_tells_of_its_host() -> None:
    app = app_in_general()
    app.session.hear("maya", ADDRESS)
    assert words(file_row(app)) == ADDRESS
    app.session.support("groupchat.local/FILEHOST=https://*:6697/files")
    app.session.deliver(ev.ISupportChanged(tokens=()))
    assert words(file_row(app)) == "summit view.jpg · Save · Open"


def test_a_file_that_is_gone_is_struck_out() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS)
    give_token(app)
    app.courier.questions[0].failed(Failure(reason=Reason.GONE))
    assert words(file_row(app)) == "summit view.jpg · no longer there"
    assert file_row(app).spans[0].style is SpanStyle.STRIKE


def test_a_name_that_turns_its_direction_is_shown_as_it_is() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS.replace("summit%20view.jpg", "photo%E2%80%AEgpj.exe"))
    assert words(file_row(app)).startswith("photogpj.exe")


def test_save_fetches_the_file_and_says_where_it_is() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS)
    give_token(app)
    save = next(span.target for span in file_row(app).spans if span.text == "Save")
    app.kit.timeline.actions.open_target(save)
    [download] = app.courier.downloads
    download.done("/home/sam/Downloads/summit view.jpg")
    assert app.toasts == ["Saved as /home/sam/Downloads/summit view.jpg"]
    assert app.opened_files == []


def test_open_fetches_the_file_and_shows_it() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS)
    give_token(app)
    app.kit.timeline.actions.open_target(ADDRESS)
    app.courier.downloads[0].done("/home/sam/Downloads/summit view.jpg")
    assert app.opened_files == [Path("/home/sam/Downloads/summit view.jpg")]
    assert app.opened_urls == []


def test_a_file_that_is_here_already_is_shown_without_being_fetched_again() -> None:
    app = app_with_host()
    app.session.hear("maya", ADDRESS)
    give_token(app)
    place = "/home/sam/Downloads/summit view.jpg"
    for _ in range(2):
        app.kit.timeline.actions.open_target(ADDRESS)
        app.courier.files[place] = outgoing()
        app.courier.downloads[0].done(place)
    assert len(app.courier.downloads) == 1
    del app.courier.files[place]
    app.kit.timeline.actions.open_target(ADDRESS)
    assert len(app.courier.downloads) == 2


def test_what_may_be_a_program_is_asked_about_before_it_is_opened() -> None:
    app = app_with_host()
    program = ADDRESS.replace("summit%20view.jpg", "setup.exe")
    app.session.hear("maya", program)
    give_token(app)
    app.kit.timeline.actions.open_target(program)
    question, _ = app.kit.window.questions[-1]
    assert question.title == "Open setup.exe?"
    assert next(choice.key for choice in question.choices if choice.is_default) == "cancel"
    answer(app, "cancel")
    assert app.courier.downloads == []


def test_a_link_to_elsewhere_goes_where_links_go() -> None:
    app = app_with_host()
    app.session.hear("maya", "https://example.org/summit.jpg")
    app.kit.timeline.actions.open_target("https://example.org/summit.jpg")
    assert app.opened_urls == ["https://example.org/summit.jpg"]
    assert app.courier.downloads == []


def test_a_made_up_save_of_something_else_saves_nothing() -> None:
    app = app_with_host()
    app.kit.timeline.actions.open_target("save-file:https%3A%2F%2Fevil.example%2Fx")
    assert (app.courier.downloads, app.opened_urls) == ([], [])
