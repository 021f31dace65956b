"""What is known of files in messages: asked when it is shown, of our host alone, a few at a time."""

from app.models.changes import SessionState
from app.models.files.facts import Facts
from app.models.files.failures import Failure, Reason
from app.models.files.shelf import MOST_BYTES, MOST_KEPT, FactsFound, Shelf
from app.models.files.thumbnails import SmallPicture
from app.models.files.tokens import Tokens
from app.models.settings import Settings
from app.protocol import events as ev
from app.protocol.commands import RequestToken
from tests.fakes.courier import FakeCourier
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.session import FakeSession
from tests.fakes.turned_clock import TurnedClock

FACTS = Facts(size=4200, type="image/jpeg")


def address(number: int = 1, host: str = "ridge.example.net") -> str:
    return f"https://{host}:6697/files/{number:032x}/a.jpg"


class Desk:
    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.session = FakeSession(clock=self.clock)
        self.session.go_online()
        self.session.support("groupchat.local/FILEHOST=https://*:6697/files")
        self.courier = FakeCourier()
        self.settings = Settings()
        self.tokens = Tokens(self.session, FakeDispatcher(self.clock), self.clock)
        self.shelf = Shelf(self.courier, self.clock, self.settings, lambda _session: self.tokens)
        self.news: list[str] = []
        self.shelf.subscribe(FactsFound, lambda found: self.news.append(found.address))

    def look(self, number: int = 1, **options: str) -> Facts | None:
        return self.shelf.facts(self.session, "#general", address(number, **options))

    def give_token(self) -> None:
        self.session.deliver(ev.TokenReceived(service="groupchat.local/FILEHOST", address="", token="7f83b1"))


def test_a_file_is_asked_for_once_and_then_known() -> None:
    desk = Desk()
    assert desk.look() is None
    assert desk.look() is None
    desk.give_token()
    [question] = desk.courier.questions
    question.done(FACTS)
    assert desk.news == [address()]
    assert desk.look() == FACTS
    assert len(desk.courier.questions) == 1


def test_our_host_is_asked_whatever_host_the_address_has() -> None:
    desk = Desk()
    desk.look(host="evil.example")
    desk.give_token()
    assert desk.courier.questions[0].order.way.hosts == ("ridge.example.net",)


def test_an_address_of_another_place_is_no_file() -> None:
    desk = Desk()
    assert not desk.shelf.is_file(desk.session, "https://example.org/a.jpg")
    assert desk.shelf.facts(desk.session, "#general", "https://example.org/a.jpg") is None
    assert desk.session.sent == []


def test_few_are_asked_for_at_once_the_newest_first() -> None:
    desk = Desk()
    for number in range(10):
        desk.look(number)
    desk.give_token()
    asked = [question.order.path[-7:] for question in desk.courier.questions]
    assert len(asked) == 3
    desk.courier.questions[0].done(FACTS)
    assert desk.courier.questions[3].order.path.startswith(f"/files/{9:032x}")


def test_a_file_that_is_gone_is_not_asked_for_again() -> None:
    desk = Desk()
    desk.look()
    desk.give_token()
    desk.courier.questions[0].failed(Failure(reason=Reason.GONE))
    desk.clock.advance(100_000)
    assert desk.shelf.is_gone(desk.session, address())
    desk.look()
    assert len(desk.courier.questions) == 1


def test_a_broken_answer_is_asked_for_again_after_a_while() -> None:
    desk = Desk()
    desk.look()
    desk.give_token()
    desk.courier.questions[0].failed(Failure(reason=Reason.LOST))
    desk.look()
    assert len(desk.courier.questions) == 1
    desk.clock.advance(61)
    desk.look()
    assert len(desk.courier.questions) == 2


def test_an_old_token_is_renewed() -> None:
    desk = Desk()
    desk.look()
    desk.give_token()
    desk.courier.questions[0].failed(Failure(reason=Reason.TOKEN_OLD))
    desk.look()
    assert len([sent for sent in desk.session.sent if isinstance(sent, RequestToken)]) == 2


def test_what_was_known_in_an_earlier_run_is_not_asked_for() -> None:
    first, second = Desk(), Desk()
    first.look()
    first.give_token()
    first.courier.questions[0].done(FACTS)
    second.courier.kept = first.courier.kept
    second.look()
    assert second.look() == FACTS
    assert second.session.sent == []


def test_pictures_in_memory_are_bounded() -> None:
    desk = Desk()
    large = Facts(size=1, type="image/png", picture=SmallPicture(png=bytes(MOST_BYTES // 2), width=1, height=1))
    for number in range(4):
        desk.look(number)
        desk.give_token()
        desk.courier.questions[-1].done(large)
    assert [desk.shelf.facts(desk.session, "#general", address(number)) is None for number in (3, 2)] == [False, False]


def test_no_picture_is_fetched_against_peoples_wish() -> None:
    desk = Desk()
    desk.settings.show_pictures = False
    desk.look()
    desk.give_token()
    assert not desk.courier.questions[0].order.wants_picture


def test_nothing_is_asked_for_without_a_connection() -> None:
    desk = Desk()
    desk.session.become(SessionState.OFFLINE)
    desk.look()
    assert desk.courier.questions == []
    assert desk.news == []


def test_files_of_a_room_are_asked_for_once_we_are_in_it() -> None:
    desk = Desk()
    desk.session.chat("#general").is_joined = False
    assert desk.look() is None
    assert desk.session.sent == []
    assert desk.shelf.entered(desk.session, "#GENERAL")
    assert not desk.shelf.entered(desk.session, "#general")


def test_a_host_is_news_once() -> None:
    desk = Desk()
    assert desk.shelf.host_changed(desk.session)
    assert not desk.shelf.host_changed(desk.session)


def test_a_chat_full_of_files_is_bounded() -> None:
    desk = Desk()
    for number in range(3 * MOST_KEPT):
        desk.look(number)
    desk.give_token()
    for question in desk.courier.questions:
        question.done(FACTS)
    assert len(desk.courier.questions) < 60
