"""Somebody who means ill, and two who only talk in the same room: they must not notice anything."""

from dataclasses import dataclass, replace

from app.protocol.lines import BODY_MAX
from tests.server.house import House, Person, untagged

ALL_CAPS = (
    "account-notify account-tag away-notify batch chghost draft/channel-rename draft/chathistory draft/event-playback"
    " draft/message-redaction draft/metadata-2 draft/multiline draft/read-marker echo-message extended-join"
    " extended-monitor groupchat.local/edit groupchat.local/search invite-notify labeled-response message-tags"
    " multi-prefix server-time setname standard-replies userhost-in-names"
)
"""What a client of our own asks for, in one line."""


@dataclass
class Scene:
    """Eve means ill. Ann and Bob are in #x with her; Eve runs it."""

    house: House
    eve: Person
    ann: Person
    bob: Person

    def others_go_on(self) -> None:
        """Two messages of Bob reach Ann, in order, and both are answered at once."""
        self.ann.reads()
        self.bob.types("PRIVMSG #x :one", "PRIVMSG #x :two")
        heard = [line for line in untagged(self.ann.reads()) if line.startswith(":bob!")]
        assert heard == [":bob!~bob@localhost PRIVMSG #x :one", ":bob!~bob@localhost PRIVMSG #x :two"]
        assert self.ann.numerics("PING x")[-1] == "PONG"
        assert self.bob.numerics("PING x")[-1] == "PONG"


def scene(house: House | None = None, caps: str = "") -> Scene:
    house = house or House()
    house.core.take_identity(replace(house.core.identity, files_port=6697))
    eve = house.person("eve", caps, join="#x")
    ann, bob = house.person("ann", join="#x"), house.person("bob", join="#x")
    for person in (eve, ann, bob):
        person.reads()
    return Scene(house, eve, ann, bob)


def answer_all(house: House) -> None:
    """Whatever was asked of the store finds nothing."""
    asked, house.history.asked = house.history.asked, []
    for _query, answer in asked:
        answer([])


def assert_each_fits(lines: list[str]) -> None:
    """No line is longer than a line may be, its tags aside."""
    assert [line for line in untagged(lines) if len(line.encode()) > BODY_MAX - 2] == []


def assert_goes_on_or_was_told(person: Person) -> None:
    """Who means ill is answered, or its connection was ended with a reason; no line is too long."""
    lines = person.hears("PING still-here")
    assert_each_fits(lines)
    assert any("PONG" in line for line in lines) or untagged(lines)[-1].startswith("ERROR :")
