"""Policies of strict transport security: kept over restarts, and obeyed by every link that is made."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.models.link import LinkRequest
from app.models.problem import Problem, ProblemKind
from app.models.secure_links import SecureLinks
from app.models.sts_store import StsStore, load_policies
from app.protocol import events as ev
from app.protocol.client_context import ClientConfig
from app.protocol.commands import Quit
from tests.fakes.link import FakeLink, FakeLinks
from tests.fakes.turned_clock import TurnedClock

HOST, DAY_S = "irc.example", 86_400


class House:
    """A store, links in memory behind it, and one who listens."""

    def __init__(self) -> None:
        self.clock = TurnedClock()
        self.links = FakeLinks()
        self.file = b""
        self.is_open = 0
        self.heard: list[ev.Event] = []
        self.closed: list[Problem | None] = []
        self.store = StsStore(self.clock, self.write)

    def write(self, content: bytes) -> None:
        self.file = content

    def link_opened(self) -> None:
        self.is_open += 1

    def link_received(self, events: Sequence[ev.Event]) -> None:
        self.heard += events

    def when_ready(self, go_on: Callable[[], None]) -> None:
        go_on()

    def link_closed(self, problem: Problem | None) -> None:
        self.closed.append(problem)

    def connect(self, *hosts: str, tls: bool = False) -> FakeLink:
        self.link = SecureLinks(self.links.open, self.store).open(LinkRequest(
            hosts=hosts or (HOST,), port=6697 if tls else 6667, tls=tls, fingerprints=(),
            config=ClientConfig(nick="ines")), self)
        return self.links.last

    def learn(self, duration_s: int = DAY_S) -> FakeLink:
        """Connect by TLS and be told a policy."""
        link = self.connect(tls=True)
        link.tells(ev.StsPolicyReceived(host=HOST, duration_s=duration_s, port=0))
        return link

    def place(self) -> tuple[bool, int]:
        request = self.links.last.request
        return request.tls, request.port


@pytest.fixture
def house() -> House:
    return House()


def test_without_a_policy_a_plain_link_is_made_as_wished(house: House) -> None:
    house.connect()

    assert house.place() == (False, 6667)


def test_a_host_with_a_policy_is_reached_with_tls_at_the_port_it_was_known_by(house: House) -> None:
    house.learn()

    house.connect()

    assert house.place() == (True, 6697)


def test_one_policy_among_the_hosts_is_enough(house: House) -> None:
    house.learn()

    house.connect("10.0.0.2", HOST.upper())

    assert house.place() == (True, 6697)


def test_a_plain_link_that_is_told_of_a_secure_way_gives_way_to_it_unnoticed(house: House) -> None:
    plain = house.connect()
    plain.opens()

    plain.tells(ev.SecureConnectionWanted(port=7000))
    plain.breaks()

    assert plain.closed_with is None
    assert plain.is_closed
    assert house.place() == (True, 7000)
    assert house.closed == []
    house.links.last.opens()
    house.link.send(Quit(reason="bye"))
    assert any("QUIT" in line for line in house.links.last.sent)


def test_a_server_reached_by_tls_sends_nobody_elsewhere(house: House) -> None:
    secure = house.connect(tls=True)

    secure.tells(ev.SecureConnectionWanted(port=7000))

    assert house.links.made == [secure]


def test_a_policy_that_came_without_tls_is_none(house: House) -> None:
    house.connect().tells(ev.StsPolicyReceived(host=HOST, duration_s=DAY_S, port=6697))

    assert house.store.port_for(HOST) is None
    assert house.file == b""


@pytest.mark.parametrize("kind", [ProblemKind.REFUSED, ProblemKind.TLS_FAILED])
def test_what_fails_by_tls_never_falls_back(house: House, kind: ProblemKind) -> None:
    house.learn()
    house.connect().breaks(kind)
    house.connect()

    assert [problem.kind for problem in house.closed if problem is not None] == [kind]
    assert house.place() == (True, 6697)


def test_an_unknown_certificate_of_such_a_host_is_nothing_to_decide_about(house: House) -> None:
    house.connect().tells(ev.SecureConnectionWanted(port=7000))

    house.links.last.breaks(ProblemKind.CERTIFICATE_UNKNOWN)

    assert house.closed[-1] is not None
    assert house.closed[-1].kind is ProblemKind.TLS_FAILED


def test_one_who_wished_for_tls_decides_about_it_as_ever(house: House) -> None:
    house.connect(tls=True).breaks(ProblemKind.CERTIFICATE_UNKNOWN)

    assert house.closed[-1] is not None
    assert house.closed[-1].kind is ProblemKind.CERTIFICATE_UNKNOWN


def test_a_policy_ends_with_its_time_or_when_it_is_taken_back(house: House) -> None:
    house.learn(duration_s=10)
    house.clock.advance(11)
    assert house.store.port_for(HOST) is None

    house.learn()
    house.learn(duration_s=0)
    assert house.store.port_for(HOST) is None


@pytest.mark.parametrize("we_leave", [True, False])
def test_its_time_begins_anew_when_the_connection_ends(house: House, *, we_leave: bool) -> None:
    link = house.learn(duration_s=100)
    house.clock.advance(90)

    if we_leave:
        house.link.close("bye")
    else:
        link.breaks()
    house.clock.advance(90)

    assert house.store.port_for(HOST) == 6697


def test_policies_are_written_at_once_and_survive_a_restart(house: House, tmp_path: Path) -> None:
    house.learn()
    (tmp_path / "sts.json").write_bytes(house.file)

    again = StsStore(house.clock, house.write, load_policies(tmp_path / "sts.json"))

    assert again.port_for(HOST) == 6697


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"irc.example": [1]}', b"x" * 1_000_001])
def test_a_damaged_file_is_put_aside(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sts.json"
    file.write_bytes(content)

    load_policies(file)

    assert (tmp_path / "sts.json.damaged").read_bytes() == content
    assert not file.exists()


def test_no_file_is_no_policy(house: House, tmp_path: Path) -> None:
    assert StsStore(house.clock, house.write, load_policies(tmp_path / "sts.json")).port_for(HOST) is None
