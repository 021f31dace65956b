"""Network profiles in JSON, for scripts."""

import json
from pathlib import Path

import pytest

from app.models.profile_file import InvalidProfile, load_profile


def written(tmp_path: Path, **fields: object) -> Path:
    file = tmp_path / "profile.json"
    file.write_text(json.dumps(fields))
    return file


def test_every_field_is_taken(tmp_path: Path) -> None:
    loaded = load_profile(written(
        tmp_path, host="127.0.0.1", port=6667, nick="bot", tls=False, tls_fingerprints=["AB:" * 31 + "AB"],
        channels=["#a", "#b"], data_dir="somewhere", reconnect_seconds=0,
        sasl={"mechanisms": ["plain"], "account": "bot", "password": "secret"}, proxy="socks5://me:pw@10.0.0.1:1080",
        client_certificate="bot.pem", websocket="/irc", bot=True,
        alternatives=["bot2"], perform=["MODE %n +x"]))

    profile = loaded.profile
    assert (profile.host, profile.port, profile.nick, profile.tls) == ("127.0.0.1", 6667, "bot", False)
    assert profile.fingerprints == ("ab" * 32,)
    assert profile.channels == ("#a", "#b")
    assert profile.is_bot
    assert (profile.alternatives, profile.perform) == (("bot2",), ("MODE %n +x",))
    assert (profile.proxy, profile.client_certificate, profile.websocket) == (
        "socks5://me:pw@10.0.0.1:1080", "bot.pem", "/irc")
    assert loaded.data_dir == "somewhere"
    assert profile.reconnect_s is not None
    assert profile.reconnect_s > 0
    assert profile.sasl is not None
    assert (profile.sasl.account, profile.sasl.password, profile.sasl.mechanisms) == ("bot", "secret", ("PLAIN",))


def test_a_host_is_enough_and_means_tls_without_a_second_attempt(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, host="irc.example")).profile

    assert (profile.port, profile.tls, profile.reconnect_s) == (6697, True, None)


@pytest.mark.parametrize(("fields", "said"), [
    ({}, "host"),
    ({"host": "h", "port": "6667"}, "port"),
    ({"host": "h", "port": 70000}, "port"),
    ({"host": "h", "tls": "yes"}, "tls"),
    ({"host": "h", "channels": "#a"}, "channels"),
    ({"host": "h", "perform": ["/msg NickServ hello"]}, "perform: Line 1: write it without the slash"),
    ({"host": "h", "tls_fingerprints": ["abc"]}, "fingerprint"),
    ({"host": "h", "reconnect_seconds": "soon"}, "reconnect_seconds"),
    ({"host": "h", "reconnect_seconds": float("nan")}, "reconnect_seconds"),
    ({"host": "h", "sasl": {}}, "account"),
    ({"host": "h", "proxy": "socks4://h:1"}, "proxy"),
    ({"host": "h", "proxy": "socks5://me:secret@h"}, "host and a port"),
    ({"host": "h", "client_certificate": 1}, "client_certificate"),
    ({"host": "h", "websocket": True}, "websocket"),
    ({"host": "h", "bot": 1}, "bot"),
    ({"host": "h", "pasword": "x"}, "pasword"),
])
def test_what_is_wrong_is_named(tmp_path: Path, fields: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidProfile, match=said):
        load_profile(written(tmp_path, **fields))


def test_a_file_that_is_missing_or_no_json_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(InvalidProfile, match="can't be read"):
        load_profile(tmp_path / "nowhere.json")
    (tmp_path / "half.json").write_text('{"host": ')
    with pytest.raises(InvalidProfile, match="isn't JSON"):
        load_profile(tmp_path / "half.json")
