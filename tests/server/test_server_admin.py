"""What `admin` can do, on a core in memory: each operation, what it changes, and what it refuses."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.server.admin.commands import COMMANDS, Command
from app.server.admin.office import Office
from app.server.admin.operations import OPERATIONS, perform
from app.server.core.accounts import AccountState
from app.server.core.events import Event
from app.server.core.names import fold
from app.server.storage.schema import open_for_writing
from tests.server.house import START_MS, House, make_verifier, untagged
from tests.server.kept_files import KeptFiles, a_file
from tests.server.outside import ROOT

FINGERPRINT = "ab" * 32


@dataclass
class Desk:
    """Where somebody looks after a house. `fails`: nothing can be saved."""

    house: House
    database: Path
    fails: bool = False
    files: KeptFiles = field(default_factory=KeptFiles)
    asked: list[Event] = field(default_factory=list)
    deleted_before_ms: list[int] = field(default_factory=list)

    def does(self, operation: str, **arguments: object) -> dict[str, object]:
        return self.is_asked(operation, arguments)

    def is_asked(self, operation: object, arguments: object) -> dict[str, object]:
        office = Office(core=self.house.core, database=self.database, clocks=lambda: self.house.now,
                        submit=self._submit, delete_before=self._delete_before, files=self.files, is_serving=True)
        return dict(asyncio.run(perform(office, operation, arguments)))

    def says(self, operation: str, **arguments: object) -> str:
        """The sentence that was answered."""
        answer = self.does(operation, **arguments)
        done = answer.get("done")
        return str(done["message"]) if isinstance(done, dict) else str(answer["refused"])

    def shows(self, operation: str, **arguments: object) -> dict[str, object]:
        done = self.does(operation, **arguments)["done"]
        assert isinstance(done, dict)
        return done

    def lists(self, operation: str) -> list[dict[str, object]]:
        done = self.does(operation)["done"]
        assert isinstance(done, list)
        return done

    async def _submit(self, event: Event) -> bool:
        self.asked.append(event)
        if not self.fails:
            self.house.core.submit_own(event)
        return not self.fails

    async def _delete_before(self, before_ms: int) -> bool:
        self.deleted_before_ms.append(before_ms)
        return not self.fails


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A server with one account, Bob."""
    house = House()
    house.core.world.accounts.put(AccountState(name="Bob", created_ms=START_MS, verifier=make_verifier("hunter22")))
    database = tmp_path / "chat.db"
    open_for_writing(database).close()
    return Desk(house, database)


def test_files_are_listed_counted_and_taken_away(desk: Desk) -> None:
    desk.files.files = [a_file(1), a_file(2, size=5, owner="guests of 192.0.2.1", digest="")]

    assert [(file["name"], file["to"], file["by"], file["state"]) for file in desk.lists("files list")] == [
        ("picture.png", "#general", "bob", "new"), ("picture.png", "#general", "guests of 192.0.2.1", "incomplete")]
    assert desk.shows("files statistics")["by_owner"] == [
        {"owner": "bob", "size_bytes": 1000}, {"owner": "guests of 192.0.2.1", "size_bytes": 5}]
    assert desk.says("files delete", id=f"{1:032x}") == f"The file {1:032x} was deleted."
    assert desk.says("files delete", id=f"{1:032x}") == f"There is no file {1:032x}. “files list” shows all."


def test_an_account_is_added_and_can_be_used(desk: Desk) -> None:
    assert desk.says("accounts add", name="carol", password="long enough") == "The account carol was added."

    account = desk.house.core.world.accounts.get("carol")
    assert account is not None
    assert account.is_usable
    assert account.verifier is not None
    assert account.verifier.scrypt_hash == b"long enough"
    assert [each["name"] for each in desk.lists("accounts list")] == ["Bob", "carol"]


@pytest.mark.parametrize(("operation", "arguments", "sentence"), [
    ("accounts add", {"name": "BOB", "password": "long enough"}, "There is an account BOB already."),
    ("accounts add", {"name": "no spaces", "password": "long enough"}, "can't be an account's name"),
    ("accounts add", {"name": "x" * 33, "password": "long enough"}, "can't be an account's name"),
    ("accounts add", {"name": "carol", "password": "short"}, "too short"),
    ("accounts add", {"name": "carol", "password": "in\ntwo lines"}, "password can't be used"),
    ("accounts add", {"name": "carol", "password": "\ud800" * 9}, "password can't be used"),
    ("accounts add", {"name": "carol", "password": 12345678}, "password can't be used"),
    ("accounts add", {"name": "carol"}, "too short"),
    ("accounts add", {"name": "caroline", "password": "Caroline"}, "first thing that others would try"),
    ("accounts add", {"name": "carol", "password": "x" * 301}, "too long"),
    ("accounts show", {"name": "carol"}, "There is no account “carol”."),
    ("accounts password", {"name": "carol", "password": "long enough"}, "There is no account “carol”."),
    ("accounts restore", {"name": "bob"}, "isn't suspended"),
    ("accounts delete", {}, "There is no account “”."),
    ("accounts certificate add", {"name": "bob", "fingerprint": "abc"}, "64 hexadecimal digits"),
    ("accounts certificate remove", {"name": "bob", "fingerprint": FINGERPRINT}, "has no such certificate"),
    ("channels show", {"name": "#nowhere"}, "There is no room “#nowhere”."),
    ("channels show", {"name": "general"}, "begin with #"),
    ("channels access", {"name": "#general", "account": "bob", "modes": "x"}, "modes are of the letters qaohv"),
    ("channels access", {"name": "#general", "account": "carol", "modes": "o"}, "There is no account “carol”."),
    ("channels delete", {"name": "#nowhere"}, "There is no room"),
    ("bans add", {"target": ""}, "A ban is for"),
    ("bans add", {"target": "a:"}, "A ban is for"),
    ("bans add", {"target": "*!*@*"}, "would keep out everybody"),
    ("bans add", {"target": "0.0.0.0/0"}, "would keep out everybody"),
    ("bans add", {"target": "::/0"}, "would keep out everybody"),
    ("bans add", {"target": "mallory", "seconds": -1}, "whole number"),
    ("bans add", {"target": "mallory", "reason": "one\r\ntwo"}, "reason can't be used"),
    ("bans add", {"target": "mallory", "reason": "é" * 126}, "too long to be told in one line"),
    ("bans remove", {"target": "mallory"}, "isn't banned"),
    ("no such thing", {}, "doesn't know that"),
])
def test_what_cannot_be_done_is_refused_in_a_sentence_and_changes_nothing(
        desk: Desk, operation: str, arguments: dict[str, object], sentence: str) -> None:
    answer = desk.does(operation, **arguments)

    assert sentence in str(answer["refused"])
    assert desk.asked == []


def test_another_password_takes_the_place_of_the_old_one(desk: Desk) -> None:
    assert desk.says("accounts password", name="bob", password="brand new") == "Bob has another password now."

    account = desk.house.core.world.accounts.get("bob")
    assert account is not None
    assert account.verifier is not None
    assert (account.verifier.scrypt_hash, account.created_ms) == (b"brand new", START_MS)


def test_a_suspended_account_is_of_no_use_until_it_is_restored(desk: Desk) -> None:
    desk.says("accounts suspend", name="bob")
    assert desk.shows("accounts show", name="bob")["state"] == "suspended"
    assert "already" in desk.says("accounts suspend", name="bob")

    desk.says("accounts restore", name="bob")
    assert desk.shows("accounts show", name="bob")["state"] == "usable"


def test_the_code_of_a_new_account_is_shown_until_it_was_given(desk: Desk) -> None:
    desk.house.core.world.accounts.put(AccountState(
        name="carol", created_ms=START_MS, verifier=make_verifier("pw"), email="carol@example.org", is_verified=False,
        code="123456", code_until_ms=START_MS + 1000))

    found = desk.shows("accounts show", name="carol")
    assert (found["code"], found["code_until"]) == ("123456", "2026-01-01T00:00:01.000Z")
    assert (found["state"], found["email"]) == ("waits for its code", "carol@example.org")
    assert desk.shows("accounts show", name="bob")["code"] == ""


def test_a_deleted_account_is_gone_with_its_access(desk: Desk) -> None:
    desk.says("channels access", name="#general", account="bob", modes="o")
    desk.says("accounts delete", name="BOB")

    assert desk.lists("accounts list") == []
    assert desk.shows("channels show", name="#general")["access"] == []


def test_a_certificate_belongs_to_one_account_until_it_is_removed(desk: Desk) -> None:
    colons = ":".join(["AB"] * 32)
    desk.says("accounts certificate add", name="bob", fingerprint=colons)
    desk.says("accounts add", name="carol", password="long enough")

    assert desk.shows("accounts show", name="bob")["certificates"] == [FINGERPRINT]
    assert "belongs to the account Bob already" in desk.says("accounts certificate add", name="carol",
                                                             fingerprint=FINGERPRINT)
    desk.says("accounts certificate remove", name="bob", fingerprint=FINGERPRINT)
    assert desk.shows("accounts show", name="bob")["certificates"] == []


def test_an_account_that_is_being_changed_is_left_alone(desk: Desk) -> None:
    desk.house.core.world.accounts.change_began(fold("bob"))

    assert desk.says("accounts suspend", name="bob") == "Bob is being changed just now. Try again."
    assert desk.asked == []


@pytest.mark.parametrize("given", ["oq", "+qo", "qqo"])
def test_access_is_kept_in_order_and_shown(desk: Desk, given: str) -> None:
    assert desk.says("channels access", name="#GENERAL", account="bob", modes=given) == "Bob has +qo in #general now."

    assert desk.shows("channels show", name="#general")["access"] == [{"account": "Bob", "modes": "qo"}]
    assert desk.shows("accounts show", name="bob")["rooms"] == [{"room": "#general", "modes": "qo"}]
    desk.says("channels access", name="#general", account="bob", modes="")
    assert desk.shows("channels show", name="#general")["access"] == []


def test_access_holds_at_once_for_who_is_in_the_room(desk: Desk) -> None:
    ann, rob = (desk.house.person(nick, join="#general") for nick in ("ann", "rob"))
    rob.user.log_in(desk.house.core.world.accounts.get("bob"))
    ann.reads()
    desk.says("channels access", name="#general", account="bob", modes="hv")

    assert untagged(ann.reads()) == [":chat.local MODE #general +hv rob rob"]
    assert desk.shows("channels show", name="#general")["members"] == ["ann (o)", "rob (hv)"]
    desk.says("channels access", name="#general", account="bob", modes="o")
    assert untagged(ann.reads()) == [":chat.local MODE #general +o-hv rob rob rob"]
    assert desk.shows("channels show", name="#general")["access"] == [{"account": "Bob", "modes": "o"}]


def test_a_deleted_room_puts_everybody_out_and_is_forgotten(desk: Desk) -> None:
    ann = desk.house.person("ann", join="#club")
    assert desk.says("channels delete", name="#club") == "#club was deleted, with all that was said in it."

    assert untagged(ann.reads()) == [":chat.local KICK #club ann :This room was closed"]
    assert [each["name"] for each in desk.lists("channels list")] == ["#general"]
    assert desk.house.core.world.rooms_in_use == 0


def test_a_permanent_room_begins_anew_when_it_is_deleted(desk: Desk) -> None:
    ann = desk.house.person("ann", join="#general")
    ann.hears("TOPIC #general :Plans")
    desk.says("channels delete", name="#general")

    assert desk.lists("channels list") == [{"name": "#general", "people": 0, "permanent": True, "topic": ""}]


@pytest.mark.parametrize(("given", "kept"), [
    ("mallory", "mallory!*@*"), ("*@192.0.2.7", "*!*@192.0.2.7"), ("m*!*@*", "m*!*@*"),
    ("192.0.2.9/24", "192.0.2.0/24"), ("192.0.2.9", "192.0.2.9"), ("2001:DB8::1", "2001:db8::1"), ("A:Bob", "a:Bob"),
])
def test_a_ban_is_kept_in_its_usual_form_and_lifted_by_either(desk: Desk, given: str, kept: str) -> None:
    for lifted_as in (given, kept):
        desk.says("bans add", target=given, reason="spam")
        assert [(each["target"], each["reason"]) for each in desk.lists("bans list")] == [(kept, "spam")]
        assert desk.says("bans remove", target=lifted_as) == f"{kept} isn't banned any more."
        assert desk.lists("bans list") == []


def test_who_fits_a_ban_is_put_out_and_stays_out_until_it_runs_out(desk: Desk) -> None:
    mallory = desk.house.person("mallory", join="#general")
    said = desk.says("bans add", target="mallory", reason="spam", seconds=3600)

    assert said == "mallory!*@* is banned until 2026-01-01 01:00 UTC."
    assert mallory.reads()[-1] == "ERROR :Closing link: You are banned from this server: spam"
    assert desk.lists("bans list")[0]["until"] == "2026-01-01T01:00:00.000Z"
    desk.house.wait(3601)
    assert desk.lists("bans list") == []


@pytest.mark.parametrize(("operation", "arguments"), [
    ("accounts add", {"name": "carol", "password": "long enough"}), ("accounts suspend", {"name": "bob"}),
    ("channels delete", {"name": "#general"}), ("bans add", {"target": "mallory"}), ("retention", {"days": 7}),
])
def test_what_cannot_be_saved_is_not_said_to_be_done(
        desk: Desk, operation: str, arguments: dict[str, object]) -> None:
    desk.fails = True

    assert "could" in str(desk.does(operation, **arguments)["refused"])


def test_statistics_count_who_is_here_and_was(desk: Desk) -> None:
    desk.house.person("ann", join="#general")
    desk.house.person("carol", join="#club").hangs_up()
    desk.says("bans add", target="mallory")
    desk.house.wait(90)

    found = desk.shows("statistics")
    counted = {"people": 1, "most_people": 2, "connections": 1, "rooms_in_use": 1, "accounts": 1, "bans": 1,
               "uptime_seconds": 90, "messages": 0}
    assert {key: found[key] for key in counted} == counted
    by_day = found["messages_by_day"]
    assert isinstance(by_day, list)
    assert [each["messages"] for each in by_day] == [0] * 7


def test_what_is_kept_is_shown_and_what_is_older_deleted_once(desk: Desk) -> None:
    assert desk.shows("retention")["rule"] == "Everything is kept."

    assert desk.says("retention", days=7) == (
        "0 messages older than 7 days were deleted. To have that done always, set history.keep_days = 7 in the "
        "server's config.")
    assert desk.deleted_before_ms == [START_MS - 7 * 86_400_000]
    assert desk.says("retention", days=1).startswith("0 messages older than 1 day were deleted.")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.words)
def test_every_command_is_documented_with_its_options(command: Command) -> None:
    document = (ROOT / "docs" / "admin.md").read_text("utf-8")

    assert f"`{command.words}" in document
    assert [each.flag for each in command.parameters if each.flag[0] == "-" and each.flag not in document] == []


def test_a_store_that_cannot_be_read_is_said(desk: Desk) -> None:
    desk.database.write_bytes(b"this is no database" * 100)

    assert "can't be read" in desk.says("channels show", name="#general")


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
@pytest.mark.parametrize("junk", [
    {}, {"name": None, "target": [], "days": "7"}, {"name": "\x1b[2J", "target": "\0", "days": -1},
    {"name": "x" * 100_000, "target": "x" * 100_000, "days": 2**63}, {"name": {}, "target": True, "days": 1.5},
])
def test_junk_as_arguments_gets_an_answer(desk: Desk, operation: str, junk: dict[str, object]) -> None:
    answer = desk.does(operation, **junk)

    assert answer.keys() <= {"done", "refused"}
    assert "made a mistake" not in str(answer)


@pytest.mark.parametrize("arguments", [None, [], "name", 5])
def test_arguments_that_are_none_are_refused(desk: Desk, arguments: object) -> None:
    assert "doesn't know that" in str(desk.is_asked("bans list", arguments)["refused"])
