"""The queue of files: two at once, on from where they were, said in the chat when they are there."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from app.models.changes import SessionState
from app.models.chats import Chat
from app.models.files.failures import Failure, Reason
from app.models.files.kept_transfers import load_transfers, save_transfers
from app.models.files.meter import Progress
from app.models.files.orders import Begun
from app.models.files.transfer import Transfer, TransferId, TransferState
from app.models.files.transfers import TransferEnded, Transfers
from app.models.profile import NetworkId
from app.models.settings import Settings
from app.protocol import events as ev
from app.protocol.commands import RequestToken
from app.protocol.sasl import SaslCredentials
from tests.fakes.courier import FakeCourier, Upload, outgoing
from tests.fakes.dispatcher import FakeDispatcher
from tests.fakes.session import FakeSession, profile
from tests.fakes.turned_clock import TurnedClock

OURS = "groupchat.local/FILEHOST=https://*:6697/files"
FILE = f"https://ridge.example.net:6697/files/{'c0ffee01' * 4}/map.pdf"


class Desk:
    """A network, its transfers, and a courier in the test's hand."""

    def __init__(self, *, token: str = OURS, **fields: object) -> None:
        self.clock = TurnedClock()
        self.dispatcher = FakeDispatcher(self.clock)
        self.session = FakeSession(profile(**fields), self.clock)
        self.session.go_online()
        if token:
            self.session.support(token)
        self.courier = FakeCourier()
        self.kept: list[bytes] = []
        self.ended: list[Transfer] = []
        self.settings = Settings()
        self.transfers = Transfers(self, self.courier, self.dispatcher, self.clock, self.settings, self.kept.append)
        self.transfers.subscribe(TransferEnded, lambda change: self.ended.append(change.transfer))

    def find(self, network_id: NetworkId) -> FakeSession | None:
        return self.session if self.session.profile.id == network_id else None

    @property
    def chat(self) -> Chat:
        return self.session.chat("#general")

    def send(self, *names: str) -> None:
        self.transfers.send(self.session, self.chat, [outgoing(name) for name in names or ("notes.txt",)])

    def give_token(self, token: str = "7f83b1") -> None:
        """The server answers the oldest question for a token."""
        self.session.deliver(ev.TokenReceived(service="groupchat.local/FILEHOST", address="", token=token))

    def sending(self) -> Upload:
        """One file on its way."""
        self.send()
        self.give_token()
        return self.courier.uploads[-1]

    @property
    def states(self) -> Sequence[TransferState]:
        return [transfer.state for transfer in self.transfers.current]

    @property
    def said(self) -> list[object]:
        return [call[2] for call in self.session.calls if call[0] == "send_message"]


def test_a_file_is_sent_with_a_token_for_its_chat_and_said_there() -> None:
    desk = Desk()
    upload = desk.sending()
    [question] = [command for command in desk.session.sent if isinstance(command, RequestToken)]
    assert (question.service, question.target) == ("groupchat.local/FILEHOST", "#general")
    assert upload.order.authorization == "Bearer 7f83b1"
    assert upload.order.way.hosts == ("ridge.example.net",)
    upload.done("https://ridge.example.net:6697/files/1/notes.txt")
    assert desk.said == ["https://ridge.example.net:6697/files/1/notes.txt"]
    assert desk.transfers.current == ()


def test_two_go_at_once_and_the_others_wait() -> None:
    desk = Desk()
    desk.send("a", "b", "c")
    desk.give_token()
    assert [upload.order.file.name for upload in desk.courier.uploads] == ["a", "b"]
    assert desk.states == [TransferState.RUNNING, TransferState.RUNNING, TransferState.WAITING]
    desk.courier.uploads[0].done(FILE)
    assert [upload.order.file.name for upload in desk.courier.uploads] == ["a", "b", "c"]


def test_one_token_serves_for_many_files_while_it_is_good() -> None:
    desk = Desk()
    desk.sending().done(FILE)
    desk.send()
    assert len(desk.courier.uploads) == 2
    desk.courier.uploads[1].done(FILE)
    desk.clock.advance(15 * 60)
    desk.send()
    assert len(desk.courier.uploads) == 2


def test_the_progress_is_shown() -> None:
    desk = Desk()
    desk.sending().tell(Progress(2100, 900.0))
    [transfer] = desk.transfers.current
    assert (transfer.done, transfer.size, transfer.rate) == (2100, 4200, 900.0)


def test_a_lost_connection_is_waited_for_and_gone_on_from() -> None:
    desk = Desk()
    upload = desk.sending()
    upload.tell(Begun(path="/files/1/notes.txt"))
    upload.fails(Reason.LOST)
    assert desk.states == [TransferState.PAUSED]
    desk.dispatcher.advance(1.0)
    assert desk.courier.uploads[-1].order.begun == "/files/1/notes.txt"
    desk.courier.uploads[-1].done(FILE)
    assert desk.said == [FILE]


def test_the_pauses_grow_and_end_some_time() -> None:
    desk = Desk()
    desk.sending()
    for _ in range(13):
        desk.courier.uploads[-1].fails(Reason.LOST)
        desk.dispatcher.advance(61)
    assert desk.states == [TransferState.FAILED]
    assert len(desk.courier.uploads) == 13


def test_a_busy_host_is_asked_when_it_wants_to_be() -> None:
    desk = Desk()
    desk.sending().fails(Reason.BUSY, back_in_s=30.0)
    desk.dispatcher.advance(29)
    assert len(desk.courier.uploads) == 1
    desk.dispatcher.advance(2)
    assert len(desk.courier.uploads) == 2


def test_an_old_token_is_renewed_once() -> None:
    desk = Desk()
    desk.sending().fails(Reason.TOKEN_OLD)
    desk.give_token("another")
    assert desk.courier.uploads[-1].order.authorization == "Bearer another"
    desk.courier.uploads[-1].fails(Reason.TOKEN_OLD)
    assert desk.states == [TransferState.FAILED]


def test_what_waits_for_the_connection_goes_on_with_it() -> None:
    desk = Desk()
    desk.sending().fails(Reason.LOST)
    desk.session.become(SessionState.OFFLINE)
    desk.dispatcher.advance(5)
    assert len(desk.courier.uploads) == 1
    desk.session.go_online()
    desk.give_token()
    assert len(desk.courier.uploads) == 2


def test_a_file_chosen_while_offline_goes_later() -> None:
    desk = Desk()
    desk.session.become(SessionState.OFFLINE)
    desk.send()
    assert desk.states == [TransferState.WAITING]
    desk.session.go_online()
    desk.give_token()
    assert len(desk.courier.uploads) == 1


def test_a_server_that_has_just_welcomed_us_may_still_tell_of_its_host() -> None:
    desk = Desk(token="")
    desk.session.become(SessionState.OFFLINE)
    desk.send()
    desk.session.go_online()
    assert desk.states == [TransferState.PAUSED]
    desk.session.support(OURS)
    desk.session.deliver(ev.ISupportChanged(tokens=(OURS,)))
    desk.give_token()
    assert len(desk.courier.uploads) == 1


def test_files_for_a_room_wait_until_we_are_in_it() -> None:
    desk = Desk()
    desk.sending().fails(Reason.LOST)
    desk.session.become(SessionState.OFFLINE)
    desk.session.profile = replace(desk.session.profile, channels=())
    desk.session.go_online()
    assert desk.states == [TransferState.PAUSED]
    desk.session.enter("#general")
    desk.give_token()
    assert len(desk.courier.uploads) == 2


def test_a_server_without_a_place_for_files_fails_them() -> None:
    desk = Desk(token="")
    desk.clock.advance(60)
    desk.send()
    assert [transfer.failure.reason for transfer in desk.ended if transfer.failure] == [Reason.NO_HOST]


@pytest.mark.parametrize(("code", "reason"), [
    ("ACCOUNT_REQUIRED", Reason.NO_ACCOUNT), ("INVALID_TARGET", Reason.NO_TARGET),
    ("NO_SUCH_SERVICE", Reason.NO_HOST), ("SOMETHING_NEW", Reason.REFUSED),
])
def test_a_refused_token_fails_the_file(code: str, reason: Reason) -> None:
    desk = Desk()
    desk.send()
    desk.session.deliver(ev.StandardReplyReceived(severity="FAIL", command="TOKEN", code=code, context=(), reason=""))
    assert [transfer.failure for transfer in desk.transfers.current] == [Failure(reason=reason)]


def test_a_server_that_does_not_answer_is_asked_again() -> None:
    desk = Desk()
    desk.send()
    desk.dispatcher.advance(20)
    assert desk.states == [TransferState.PAUSED]


def test_a_cancelled_upload_is_forgotten_by_the_host_too() -> None:
    desk = Desk()
    upload = desk.sending()
    upload.tell(Begun(path="/files/1/notes.txt"))
    desk.transfers.cancel(desk.transfers.current[0].id)
    assert upload.is_cancelled
    assert [order.begun for order in desk.courier.withdrawn] == ["/files/1/notes.txt"]
    assert desk.transfers.current == ()
    upload.done(FILE)
    assert desk.said == []


def test_one_that_failed_can_be_tried_again_or_put_away() -> None:
    desk = Desk()
    desk.sending().fails(Reason.NO_SPACE)
    [failed] = desk.transfers.current
    desk.transfers.retry(failed.id)
    assert len(desk.courier.uploads) == 2
    desk.courier.uploads[-1].fails(Reason.NO_SPACE)
    desk.transfers.cancel(failed.id)
    assert desk.transfers.current == ()


def test_what_was_on_its_way_goes_on_after_a_restart(tmp_path: Path) -> None:
    first = Desk()
    first.sending().tell(Begun(path="/files/1/notes.txt"))
    first.transfers.close()
    (tmp_path / "transfers.json").write_bytes(first.kept[-1])
    second = Desk()
    second.transfers.restore(load_transfers(tmp_path / "transfers.json"))
    second.give_token()
    [upload] = second.courier.uploads
    assert (upload.order.begun, upload.order.file) == ("/files/1/notes.txt", outgoing())


def test_nothing_is_kept_of_what_is_over() -> None:
    desk = Desk()
    desk.sending().done(FILE)
    assert desk.kept[-1] == save_transfers([])


def test_a_removed_network_takes_its_files_along() -> None:
    desk = Desk()
    desk.send("a", "b", "c")
    desk.transfers.forget_network(desk.session.profile.id)
    assert desk.transfers.current == ()


def test_a_file_for_a_room_we_left_is_not_said_elsewhere() -> None:
    desk = Desk()
    upload = desk.sending()
    desk.session.part(desk.chat)
    upload.done(FILE)
    assert desk.said == []
    assert desk.ended[-1].failure == Failure(reason=Reason.NO_TARGET)


def test_the_place_of_photos_is_kept_only_by_wish() -> None:
    desk = Desk()
    assert not desk.sending().order.keeps_location
    desk.settings.strip_location = False
    assert desk.sending().order.keeps_location


def test_a_host_of_sojus_kind_gets_name_and_password() -> None:
    desk = Desk(token="soju.im/FILEHOST=https://up.example.org/uploads",
                sasl=SaslCredentials(account="sam", password="secret"), fingerprints=("ab" * 32,))
    desk.send()
    [upload] = desk.courier.uploads
    assert upload.order.authorization == "Basic c2FtOnNlY3JldA=="
    assert (upload.order.way.hosts, upload.order.way.fingerprints) == (("up.example.org",), ())
    assert "secret" not in repr(upload.order)
    assert "c2FtOnNlY3JldA" not in repr(upload.order)


def test_a_password_that_must_not_be_said_is_not_said() -> None:
    desk = Desk(token="soju.im/FILEHOST=https://up.example.org/uploads",
                sasl=SaslCredentials(account="sam", password="secret", mechanisms=("SCRAM-SHA-256",)))
    desk.send()
    assert desk.courier.uploads[0].order.authorization == ""


def test_our_own_host_has_the_pins_of_the_chat() -> None:
    desk = Desk(fingerprints=("ab" * 32,), proxy="socks5://localhost:9050", other_hosts=("192.168.1.5",))
    way = desk.sending().order.way
    assert (way.hosts, way.fingerprints, way.proxy) == (
        ("ridge.example.net", "192.168.1.5"), ("ab" * 32,), "socks5://localhost:9050")


def test_a_file_is_fetched_from_our_host_whatever_its_address_says() -> None:
    desk = Desk()
    desk.settings.download_folder = "/home/sam/in"
    desk.transfers.save(desk.session, desk.chat, FILE.replace("ridge.example.net", "evil.example"))
    desk.give_token()
    [download] = desk.courier.downloads
    assert download.order.way.hosts == ("ridge.example.net",)
    assert (download.order.folder, download.order.name) == ("/home/sam/in", "map.pdf")
    download.done("/home/sam/in/map.pdf")
    assert desk.ended[-1].place == "/home/sam/in/map.pdf"


def test_a_file_is_not_fetched_twice_at_once() -> None:
    desk = Desk()
    desk.transfers.save(desk.session, desk.chat, FILE)
    desk.transfers.save(desk.session, desk.chat, FILE, opens=True)
    assert [transfer.opens for transfer in desk.transfers.current] == [True]


def test_what_has_come_of_a_cancelled_download_goes() -> None:
    desk = Desk()
    desk.settings.download_folder = "/home/sam/in"
    desk.transfers.save(desk.session, desk.chat, FILE)
    desk.give_token()
    desk.transfers.cancel(desk.transfers.current[0].id)
    assert desk.courier.downloads[0].is_cancelled
    assert desk.courier.discarded == [("/home/sam/in", f"/files/{'c0ffee01' * 4}/map.pdf")]


def test_a_flood_of_files_is_bounded() -> None:
    desk = Desk()
    desk.send(*(str(number) for number in range(300)))
    assert len(desk.transfers.current) == 200
    assert len(desk.courier.uploads) <= 2


def test_ids_are_those_of_this_run() -> None:
    desk = Desk()
    kept = Transfer(id=TransferId(0), network=desk.session.profile.id, chat="#general", name="a", file=outgoing())
    desk.transfers.restore([kept, replace(kept, network=NetworkId("gone"))])
    assert [transfer.id for transfer in desk.transfers.current] == [1]
