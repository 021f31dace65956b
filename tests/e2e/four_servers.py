"""What our client and servers others wrote say to each other: `python -m tests.e2e.four_servers` prints it.

One person does the same on each server, over a relay that listens: the lines are those of the wire. Left out is only
what a server tells of itself at the start.
"""

import re
import sys
from collections.abc import Sequence

from app.controllers.wording.missing_features import missing_features_text
from app.models.network_thread import NetworkThread
from app.protocol import commands as cmd
from app.protocol import events as ev
from app.protocol.capabilities import client_capabilities
from tests.e2e.irc_people import Somebody, profile_at, settled, somebody
from tests.e2e.irc_servers import KINDS, OurServer, missing, start
from tests.wire.flapping import Direction, FlappingLink
from tests.wire.owner import Owner

ROOM = "#ridge"
_WIDTH = 130
_ABOUT_ITSELF = re.compile(r"(@\S+ )?:\S+ (00[2-5]|25\d|26\d|37[256]|422|396|NOTICE (\*|ines) :\*\*\*|BATCH|010|105)")
_SIGNS = {Direction.TO_SERVER: ">", Direction.TO_CLIENT: "<"}


class Tape:
    """The lines that passed, each with a sign for where it went."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._rest = dict.fromkeys(Direction, b"")

    def hear(self, data: bytes, direction: Direction) -> None:
        """Take bytes as they pass."""
        *whole, self._rest[direction] = (self._rest[direction] + data).split(b"\n")
        self.lines += [f"{_SIGNS[direction]} {line.decode(errors='replace').rstrip()}" for line in whole]

    def shown(self) -> list[str]:
        """What is worth reading, cut where it is too wide."""
        worth = [line.replace("\x01", "␁") for line in self.lines if not _ABOUT_ITSELF.match(line[2:])]
        return [line if len(line) <= _WIDTH else f"{line[:_WIDTH]}…" for line in worth]


def play(ines: Somebody, maya: Somebody, link: FlappingLink) -> Sequence[str]:
    """What people do, and what is seen of it."""
    maya.enters(ROOM)
    there = ines.enters(ROOM)
    seen = [f"in the room: {ines.signs(ROOM)}"]
    maya.session.send(cmd.SetTopic(channel=ROOM, topic="Ridge walk"))
    maya.session.send(cmd.SetModes(target=ROOM, modes=("+v", "ines")))
    ines.until(lambda: ines.signs(ROOM)["ines"] == "+", "the voice")
    ines.says(ROOM, "Who brings the rope? 🪢")
    maya.reads(ROOM, "Who brings the rope? 🪢")
    maya.says(ROOM, "I do")
    ines.says(ROOM, "nods", ev.MessageKind.ACTION)
    ines.says("maya", "Just between us")
    ines.until(lambda: settled(there), "all is confirmed")
    ines.session.change_nick("maya")
    seen.append(f"a taken nick: {ines.hears(ev.ErrorReceived).reason}")
    ines.session.set_away("on the ridge")
    ines.until(lambda: ines.session.chat_state.is_away, "away")
    link.cut()
    ines.until(lambda: not ines.session.is_online, "the cut")
    for number in (1, 2):
        ines.says(ROOM, f"written without a connection {number}")
    maya.reads(ROOM, "written without a connection 2")
    ines.until(lambda: settled(there), "all is confirmed")
    seen.append("maya has read: " + " | ".join(entry.text for entry in maya.messages(ROOM)))
    return seen


def transcript(name: str, owner: Owner, network: NetworkThread) -> list[str]:
    """The same hour on one server."""
    tape = Tape()
    with start(name) as server, FlappingLink(server.plain_port, tape.hear) as link:
        ines = somebody(owner, network, profile_at(name, link.port, "ines"))
        maya = somebody(owner, network, profile_at(name, server.plain_port, "maya"))
        seen = play(ines, maya, link)
        has = ines.session.capabilities
        monitor = ines.session.chat_state.isupport.has_monitor
        ines.session.disconnect("good night")
        maya.session.disconnect()
    return [f"## {name}", "agreed on: " + (", ".join(sorted(has)) or "nothing"),
            "not there:  " + (", ".join(sorted(client_capabilities() - has - {"sasl"})) or "nothing"),
            f"watches people: {'yes' if monitor else 'no'}",
            f"people are told: {missing_features_text(has) or 'nothing'}", *tape.shown(), *seen, ""]


def main() -> None:
    """Print the transcripts."""
    owner = Owner()
    network = NetworkThread(owner)
    absent = missing()
    for name in (*(kind.name for kind in KINDS if kind.program not in absent), OurServer.name):
        sys.stdout.write("\n".join(transcript(name, owner, network)) + "\n")
    for program in absent:
        sys.stdout.write(f"{program} is not installed here\n")
    network.close()


if __name__ == "__main__":
    main()
