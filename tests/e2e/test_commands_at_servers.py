"""What ngIRCd, InspIRCd, ircd-hybrid and our own server answer to commands is told in plain words, where one typed.

The people stay in one room from test to test: InspIRCd takes a second to let somebody in.
"""

from collections.abc import Iterator

import pytest

from tests.e2e.app_at_server import AppAtServer
from tests.e2e.desktop import needs
from tests.e2e.irc_people import profile_at
from tests.e2e.irc_servers import KINDS, OurServer, ServerNearby, start
from tests.wire.owner import Owner

pytestmark = pytest.mark.third_party

NAMES = (*(pytest.param(kind.name, marks=needs(kind.program)) for kind in KINDS), OurServer.name)
ADMIN, GUEST = "admin", "guest"
ROOM = "#ridge"


@pytest.fixture(scope="module", params=NAMES)
def server(request: pytest.FixtureRequest) -> Iterator[ServerNearby]:
    with start(request.param) as running:
        yield running


@pytest.fixture(scope="module")
def people(server: ServerNearby) -> Iterator[dict[str, AppAtServer]]:
    owner = Owner()
    both = {who: AppAtServer(owner, profile_at(server.name, server.plain_port, nick))
            for who, nick in ((ADMIN, "maya"), (GUEST, "ines"))}
    for app in both.values():
        app.enters(ROOM)
    yield both
    for app in both.values():
        app.close()


NOBODY = "Nobody here is called nobody. Check the spelling, or wait until they are back."
SAID = (
    (GUEST, "/mode +m", "Only an admin of #ridge may do that. Ask one of them."),
    (GUEST, "/mode maya +i", "You can change only your own modes."),
    (GUEST, "/mode ines +w", r"Your modes: \+.*w.*"),
    (GUEST, "/mode", r"(Modes of #ridge: \+nt|#ridge has no modes set.)"),
    (GUEST, "/mode #nowhere", "There is no channel called #nowhere.*"),
    (GUEST, "/topic", "#ridge has no topic."),
    (GUEST, "/whois nobody", NOBODY),
    (GUEST, "/whowas nobody", "Nobody called nobody was here lately. Check the spelling."),
    (GUEST, "/names #nowhere", "Nobody can be seen in #nowhere."),
    (GUEST, "/list *ridg*", "#ridge · 2 people"),
    (GUEST, "/list *zzz*", "There are no channels to list."),
    (GUEST, "/invite", "(You are invited to|Nobody has invited you|This server doesn't tell who has invited you).*"),
    (ADMIN, "/kick nobody", f"({NOBODY}|nobody isn't in #ridge. Check the spelling.)"),
    (ADMIN, "/invite ines", "ines is in #ridge already."),
    (ADMIN, "/invite nobody", NOBODY),
    (ADMIN, "/mode +Y", "This server doesn't know the mode Y. Check the spelling."),
    (ADMIN, "/bans", "Nobody is blocked (or silenced )?in #ridge."),
    (ADMIN, "/raw FOO bar", "This server doesn't know FOO. Check the spelling."),
)
"""Who types what, and what is read upon it."""


def test_what_is_asked_of_a_server_is_answered_in_plain_words(people: dict[str, AppAtServer]) -> None:
    for who, typed, line in SAID:
        people[who].is_answered(typed, line)


def test_modes_are_told_as_the_server_has_them(people: dict[str, AppAtServer]) -> None:
    people[ADMIN].is_answered("/mode +i", "You made the channel invite-only")
    people[GUEST].is_answered("/mode", r"Modes of #ridge: \+.*i.*")


def test_writing_where_one_may_only_read_is_refused_once(people: dict[str, AppAtServer]) -> None:
    guest = people[GUEST]
    people[ADMIN].carries_out("/mode +m")
    guest.until(lambda: guest.lines[-1] == "* maya let only people with voice write", "the mode")
    before = len(guest.lines)
    guest.kit.composer.type("may")
    guest.carries_out("may I?")
    guest.until(lambda: "Not sent" in guest.lines[-1], "the refusal")
    assert len(guest.lines) == before + 1


def test_who_has_a_rank_is_told_which_is_missing(people: dict[str, AppAtServer]) -> None:
    has_founders = bool(people[ADMIN].session.chat_state.isupport.prefix_of("q"))
    people[ADMIN].is_answered("/mode +q ines", (
        "Your rank in #ridge isn't high enough for that. Type /access to see who has which." if has_founders else
        "This server doesn't know the mode q. Check the spelling."))
