"""Who is in a room, as NAMES tells it: made once for each way of telling, kept, and added to as people come.

Everybody who comes in is told everybody: a list made anew each time would make a room of a thousand cost a million.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from app.server.core.isupport import PREFIXES
from app.server.core.line_filling import LineFiller, fill_lines

if TYPE_CHECKING:
    from app.server.core.client import Client
    from app.server.core.state import Membership
    from app.server.core.user import User


class NameStyle(NamedTuple):
    """How a client wants names: with all prefixes (multi-prefix), with user and host (userhost-in-names)."""

    all_prefixes: bool
    with_host: bool

    def prefix(self, modes: str) -> str:
        """What stands before the name of somebody with these prefix modes."""
        return "".join(PREFIXES[letter] for letter in (modes if self.all_prefixes else modes[:1]))

    def name(self, user: "User", modes: str) -> str:
        """A member as it stands in the list."""
        name = user.source if self.with_host else user.nick
        return self.prefix(modes) + name if modes else name


def style_of(client: "Client") -> NameStyle:
    """How this client wants names."""
    return NameStyle(client.has("multi-prefix"), client.has("userhost-in-names"))


class NameLists:
    """The lists of one room that were asked for since the last change other than somebody's coming."""

    def __init__(self) -> None:
        self._kept: dict[NameStyle, LineFiller] = {}

    def add(self, user: "User", modes: str) -> None:
        """Somebody came in."""
        for style, filler in self._kept.items():
            filler.add(style.name(user, modes))

    def forget(self) -> None:
        """Somebody left, or is called or ranked otherwise, or the room is: the lists are made anew when asked for."""
        self._kept.clear()

    def lines(self, style: NameStyle, members: "Mapping[User, Membership]", room: str) -> list[str]:
        """The names of all members in lines that fit, for a room of that name."""
        filler = self._kept.get(style)
        if filler is None:
            filler = self._kept[style] = LineFiller(frame=room)
            for user, membership in members.items():
                filler.add(style.name(user, membership.modes))
        return filler.lines


def lines_for_outsiders(style: NameStyle, members: "Iterable[tuple[User, Membership]]", room: str) -> list[str]:
    """The names of those who are not invisible (user mode i)."""
    return fill_lines((style.name(user, membership.modes) for user, membership in members if "i" not in user.modes),
                      frame=room)
