"""Another config while people are here: REHASH and SIGHUP, and what people are told (cap-notify, ISUPPORT)."""

import signal
import socket
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from app.server.certs import own_certificate
from app.server.config import Config, ConfigError, LimitsSection
from app.server.door import Door
from tests.server.house import House, Person
from tests.server.outside import Caller, RunningServer

needs_sighup = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no SIGHUP")


@pytest.fixture
def house() -> House:
    return House(operators={"root": "pw"})


def rehash(house: House, **sections: dict[str, object]) -> Person:
    """An operator has the config read again, in which these values differ."""
    for section, values in sections.items():
        changed = replace(getattr(house.next_config, section), **values)
        house.next_config = replace(house.next_config, **{section: changed})
    root = house.person("root")
    root.types("OPER root pw", "REHASH")
    return root


def caps(lines: list[str]) -> list[str]:
    return [line.removeprefix(":chat.local ") for line in lines if " CAP " in line]


def test_a_capability_that_is_gone_is_taken_back(house: House) -> None:
    ann = house.person("ann", "draft/account-registration message-tags cap-notify")
    rehash(house, accounts={"register": False})

    assert caps(ann.reads()) == ["CAP ann DEL :draft/account-registration"]
    assert not ann.client.has("draft/account-registration")
    assert ann.client.has("message-tags")


def test_a_new_capability_and_one_with_another_value_are_told(house: House) -> None:
    house = House(operators={"root": "pw"}, accounts={"register": False})
    ann = house.connect()
    ann.types("CAP LS 302", "CAP END", "NICK ann", "USER ann 0 * :Ann")
    ann.reads()
    rehash(house, accounts={"register": True}, limits={"multiline_lines": 7})

    assert caps(ann.reads()) == [
        "CAP ann NEW :draft/account-registration=before-connect draft/multiline=max-bytes=16384,max-lines=7"]


def test_who_knows_no_values_is_told_of_no_values(house: House) -> None:
    ann = house.person("ann", "cap-notify")
    rehash(house, limits={"multiline_lines": 7})

    assert caps(ann.reads()) == []


def test_who_did_not_ask_for_it_is_told_nothing_of_capabilities(house: House) -> None:
    ann = house.person("ann", "draft/account-registration")
    rehash(house, accounts={"register": False})

    assert caps(ann.reads()) == []


def test_what_did_not_change_is_not_told(house: House) -> None:
    ann = house.person("ann", "cap-notify")
    rehash(house, server={"motd": "Hello"})

    assert ann.reads() == []


def test_changed_isupport_tokens_are_told_to_all(house: House) -> None:
    house = House(operators={"root": "pw"}, server={"icon": "https://chat.example.org/icon.png"})
    ann, bob = house.person("ann"), house.person("bob", "batch draft/extended-isupport")
    stranger = house.connect()
    rehash(house, server={"icon": "", "network": "Our Place"}, limits={"topic_length": 100})

    tokens = "NETWORK=Our\\x20Place TOPICLEN=100 -draft/ICON"
    assert ann.reads() == [f":chat.local 005 ann {tokens} :are supported by this server"]
    start, line, end = bob.reads()
    reference = start.split(" ")[2].removeprefix("+")
    assert start == f":chat.local BATCH +{reference} draft/isupport"
    assert line == f"@batch={reference} :chat.local 005 bob {tokens} :are supported by this server"
    assert end == f":chat.local BATCH -{reference}"
    assert stranger.reads() == []


def test_limits_count_from_now_on(house: House) -> None:
    ann = house.person("ann", join="#room")
    rehash(house, limits={"topic_length": 5})

    ann.types("TOPIC #room :abcdefgh")
    assert "abcdefgh" not in "\n".join(ann.reads())


def test_a_bad_config_changes_nothing_and_is_told_to_who_asked(house: House) -> None:
    def fail() -> Config:
        raise ConfigError("There is no section “limit”.")

    house.core.outside = replace(house.core.outside, reload_config=fail)
    before = house.core.config
    root = rehash(house)

    assert root.reads()[-1] == ":chat.local FAIL REHASH CONFIG_BAD :There is no section “limit”."
    assert house.core.config is before


def test_the_door_takes_other_limits() -> None:
    door = Door(Config(limits=LimitsSection(connect_burst=1)))
    assert door.refusal("192.0.2.1", 0, 0.0) is None
    assert door.refusal("192.0.2.1", 0, 0.0) is not None
    door.take_config(Config(limits=LimitsSection(connect_burst=1, connect_seconds=0.5)))

    assert door.refusal("192.0.2.1", 0, 0.6) is None


# The real server.

@needs_sighup
def test_sighup_reads_the_config_again(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text("[server]\nmotd = 'before'\n[limits]\ntopic_length = 300\n")
    with RunningServer(tmp_path / "data", "--config", str(file)) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        file.write_text("[server]\nmotd = 'after'\n[limits]\ntopic_length = 200\n")
        server.process.send_signal(signal.SIGHUP)
        assert ann.hears(" 005 ")[-1] == ":chat.local 005 ann TOPICLEN=200 :are supported by this server"
        ann.says("MOTD")
        assert any(line.endswith(":- after") for line in ann.hears(" 376 "))


@needs_sighup
def test_a_bad_file_at_sighup_is_one_line_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text("[limits]\ntopic_length = 300\n")
    with RunningServer(tmp_path / "data", "--config", str(file)) as server, Caller(server.ports[0]) as ann:
        ann.enters("ann")
        file.write_text("[limits]\ntopic_lenght = 200\n")
        server.process.send_signal(signal.SIGHUP)
        assert server.process.stderr is not None
        said = next(line for line in server.process.stderr if "config" in line)

        assert said.rstrip().endswith("ERROR app.server.shell: the config stays as it was: "
                                      "There is no option “limits.topic_lenght”. Did you mean “limits.topic_length”?")
        assert ann.catches_up() == []


def shown_certificate(port: int) -> bytes:
    with Caller(port, tls=True) as stranger:
        assert isinstance(stranger.socket, ssl.SSLSocket)
        return stranger.socket.getpeercert(binary_form=True) or b""


@needs_sighup
def test_a_renewed_certificate_is_shown_after_sighup(tmp_path: Path) -> None:
    files = tmp_path / "files"
    for name in ("old", "new"):
        (files / name).mkdir(parents=True)
        own_certificate(files / name, "chat.example.org")
    cert, key = files / "cert.pem", files / "key.pem"
    cert.write_bytes((files / "old" / "certificate.pem").read_bytes())
    key.write_bytes((files / "old" / "key.pem").read_bytes())
    options = ["--tls-cert", str(cert), "--tls-key", str(key)]
    with RunningServer(tmp_path / "data", *options, plain=False, tls=True) as server:
        before = shown_certificate(server.ports[0])
        assert server.process.stderr is not None
        cert.write_text("no certificate")
        server.process.send_signal(signal.SIGHUP)
        assert "the config stays as it was" in next(line for line in server.process.stderr if "config" in line)
        assert shown_certificate(server.ports[0]) == before
        cert.write_bytes((files / "new" / "certificate.pem").read_bytes())
        key.write_bytes((files / "new" / "key.pem").read_bytes())
        server.process.send_signal(signal.SIGHUP)
        assert "the config was read again" in next(line for line in server.process.stderr if "config" in line)

        assert shown_certificate(server.ports[0]) != before


@needs_sighup
def test_other_listeners_need_a_new_start(tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text("")
    with socket.create_server(("127.0.0.1", 0)) as other:
        free = other.getsockname()[1]
    with RunningServer(tmp_path / "data", "--config", str(file)) as server:
        file.write_text(f"[listen]\nwebsocket = ['127.0.0.1:{free}']\n")
        server.process.send_signal(signal.SIGHUP)
        assert server.process.stderr is not None

        assert "started again" in next(line for line in server.process.stderr if "app.server" in line)
