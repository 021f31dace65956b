"""Profiles: from a link and back, and which lead to the same place."""

from dataclasses import replace

import pytest

from app.models.profile import NetworkId, OperatorCredentials, Profile
from app.protocol.sasl import SaslCredentials
from app.protocol.url import InviteLink

PIN, OTHER_PIN = "ab" * 32, "cd" * 32


def profile(host: str = "irc.example", port: int = 6697, *fingerprints: str, channels: tuple[str, ...] = ()) -> Profile:
    return Profile(id=NetworkId("n"), host=host, port=port, fingerprints=fingerprints, channels=channels)


@pytest.mark.parametrize("link", [
    InviteLink(host="irc.example"),
    InviteLink(host="irc.example", port=7000, tls=False, channel="#a"),
    InviteLink(host="irc.example", port=443, websocket="/irc", channel="#a"),
    InviteLink(host="irc.example", channel="#a", certfp=PIN, key="secret", name="Night Owls", hosts=("10.0.0.2",)),
])
def test_a_link_makes_a_profile_that_makes_the_link(link: InviteLink) -> None:
    assert Profile.from_link(link, "maya", NetworkId("n")).to_link() == link


@pytest.mark.parametrize(("one", "other", "same"), [
    (profile("a", 1), profile("a", 1), True),
    (profile("a", 1), profile("a", 2), False),
    (profile("a", 1, PIN), profile("b", 2, PIN), True),
    (profile("a", 1, PIN), profile("a", 1, OTHER_PIN), False),
    (profile("a", 1, PIN), profile("a", 1), True),
])
def test_two_profiles_lead_to_the_same_place_by_pin_or_else_by_address(
        one: Profile, other: Profile, *, same: bool) -> None:
    assert one.leads_to_same_place(other) is same
    assert other.leads_to_same_place(one) is same


def test_a_channel_is_remembered_once_and_forgotten() -> None:
    with_a = profile().with_channel("#a", present=True).with_channel("#A", present=True)

    assert with_a.channels == ("#a",)
    assert with_a.with_channel("#b", present=True).channels == ("#a", "#b")
    assert with_a.with_channel("#A", present=False).channels == ()


def test_no_secret_is_shown_in_a_log() -> None:
    secretive = Profile(id=NetworkId("n"), host="h", port=1, server_password="sesame", proxy="http://me:sesame@h:1",
                        operator=OperatorCredentials(name="maya", password="sesame"))

    assert "sesame" not in repr(secretive)


def known_place(**facts: object) -> Profile:
    return replace(profile(), sasl=SaslCredentials(account="maya", password="x"), proxy="socks5://127.0.0.1:9050",
                   client_certificate="maya.pem", channels=("#a",), **facts)  # type: ignore[arg-type]  # its own fields


def test_a_link_followed_again_takes_away_neither_the_account_nor_the_proxy() -> None:
    older = known_place()
    again = Profile.from_link(InviteLink(host="irc.example", channel="#b"), "maya", NetworkId("other"))

    merged = again.in_place_of(older)

    assert merged.id == "n"
    assert (merged.sasl, merged.proxy, merged.client_certificate) == (older.sasl, older.proxy, older.client_certificate)
    assert merged.channels == ("#a", "#b")


@pytest.mark.parametrize(("older", "link", "keeps"), [
    (known_place(), InviteLink(host="irc.example", hosts=("evil.example",)), False),
    (known_place(), InviteLink(host="irc.example", tls=False), False),
    (known_place(), InviteLink(host="irc.example", certfp=PIN), False),
    (known_place(fingerprints=(PIN,)), InviteLink(host="irc.example"), False),
    (known_place(fingerprints=(PIN,)), InviteLink(host="irc.example", certfp=PIN, tls=False), False),
    (known_place(fingerprints=(PIN,)), InviteLink(host="198.51.100.4", certfp=PIN), True),
    (known_place(other_hosts=("10.0.0.2",)), InviteLink(host="irc.example", hosts=("10.0.0.2",)), True),
    (known_place(tls=False), InviteLink(host="irc.example"), True),
])
def test_a_link_that_is_less_sure_gets_no_account(older: Profile, link: InviteLink, *, keeps: bool) -> None:
    merged = Profile.from_link(link, "maya", NetworkId("other")).in_place_of(older)

    assert (merged.sasl is not None) is keeps
    assert bool(merged.client_certificate) is keeps
    assert merged.proxy == older.proxy
