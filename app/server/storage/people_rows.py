"""What is kept of people: accounts, metadata, read markers, bans, where who is always on is; written, and read."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict

from app.protocol.casemapping import Folded
from app.server.core.accounts import AccountState, Verifier
from app.server.core.events import (
    AccountDropped,
    AccountSaved,
    Event,
    MarkerMoved,
    MetadataChanged,
    ServerBanLifted,
    ServerBanSet,
    Stay,
)
from app.server.core.masks import ADMITTING_LISTS, account_masks
from app.server.core.names import fold
from app.server.core.server_bans import ServerBan


def write(connection: sqlite3.Connection, event: Event) -> None:
    """Keep what an event about people says."""
    match event:
        case AccountSaved(account=account):
            _write_account(connection, account)
        case AccountDropped(name=name):
            _drop_account(connection, name)
        case MetadataChanged(owner=owner, changes=changes):
            _write_metadata(connection, owner, changes)
        case MarkerMoved(account=name, conversation=conversation, time_ms=time_ms):
            # Of an account that was dropped meanwhile nothing is kept: its name may become somebody else's.
            connection.execute(
                "INSERT INTO readmarker SELECT name, ?, ? FROM account WHERE name = ?"
                " ON CONFLICT DO UPDATE SET ts = max(ts, excluded.ts)", (conversation, time_ms, name))
        case ServerBanSet(ban=ban):
            connection.execute("INSERT OR REPLACE INTO serverban VALUES (?, ?, ?, ?, ?, ?)",
                               (ban.folded, ban.target, ban.reason, ban.set_by, ban.set_ms, ban.until_ms))
        case ServerBanLifted(target=target):
            connection.execute("DELETE FROM serverban WHERE target = ?", (target,))
        case _:
            raise AssertionError(f"{type(event).__name__} is not about people")


def _write_metadata(connection: sqlite3.Connection, owner: str, changes: Mapping[str, str | None]) -> None:
    for key, value in changes.items():
        if value is None:
            connection.execute("DELETE FROM metadata WHERE owner = ? AND key = ?", (owner, key))
        else:
            connection.execute("INSERT OR REPLACE INTO metadata VALUES (?, ?, ?)", (owner, key, value))


def _write_account(connection: sqlite3.Connection, account: AccountState) -> None:
    verifier = account.verifier
    keys = (None,) * 6 if verifier is None else (
        verifier.scrypt_salt, verifier.scrypt_hash, verifier.scram_salt, verifier.scram_iterations,
        verifier.stored_key, verifier.server_key)
    connection.execute(
        "INSERT OR REPLACE INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (account.folded, account.name, account.created_ms, *keys, account.email, account.is_verified, account.code,
         account.code_until_ms, account.is_suspended))
    connection.execute("DELETE FROM certificate WHERE account = ?", (account.folded,))
    connection.executemany("INSERT OR REPLACE INTO certificate VALUES (?, ?)",
                           [(certfp, account.folded) for certfp in account.certfps])


def _drop_account(connection: sqlite3.Connection, name: str) -> None:
    """The account is gone; so is what was its alone. What it wrote to others stays theirs to read."""
    for table, column in (("account", "name"), ("certificate", "account"), ("chanaccess", "account"),
                          ("metadata", "owner"), ("readmarker", "account"), ("stay", "account")):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (name,))  # noqa: S608 - names of ours
    connection.executemany("DELETE FROM chanlist WHERE letter = ? AND mask = ?",
                           [(letter, mask) for letter in ADMITTING_LISTS for mask in account_masks(name)])


def write_stay(connection: sqlite3.Connection, account: str, stay: Stay | None) -> None:
    """Keep where somebody who is always on is, or that it is no longer."""
    if stay is None:
        connection.execute("DELETE FROM stay WHERE account = ?", (account,))
    else:
        connection.execute("INSERT OR REPLACE INTO stay VALUES (?, ?)", (account, json.dumps(asdict(stay))))


def read_accounts(connection: sqlite3.Connection) -> tuple[AccountState, ...]:
    """Every account."""
    certificates: dict[str, list[str]] = {}
    for fingerprint, account in connection.execute("SELECT fingerprint, account FROM certificate"):
        certificates.setdefault(account, []).append(fingerprint)
    return tuple(
        AccountState(
            name=display, created_ms=created, verifier=_verifier(keys), email=email, is_verified=bool(verified),
            code=code, code_until_ms=code_until, is_suspended=bool(suspended),
            certfps=tuple(certificates.get(name, ())),
        )
        for name, display, created, *keys, email, verified, code, code_until, suspended
        in connection.execute("SELECT * FROM account")
    )


def _verifier(keys: list[object]) -> Verifier | None:
    scrypt_salt, scrypt_hash, scram_salt, iterations, stored_key, server_key = keys
    if not isinstance(scrypt_salt, bytes):
        return None
    assert isinstance(scrypt_hash, bytes)
    assert isinstance(scram_salt, bytes)
    assert isinstance(iterations, int)
    assert isinstance(stored_key, bytes)
    assert isinstance(server_key, bytes)
    return Verifier(scrypt_salt=scrypt_salt, scrypt_hash=scrypt_hash, scram_salt=scram_salt,
                    scram_iterations=iterations, stored_key=stored_key, server_key=server_key)


def read_metadata(connection: sqlite3.Connection) -> dict[Folded, dict[str, str]]:
    """Accounts' metadata."""
    found: dict[Folded, dict[str, str]] = {}
    for owner, key, value in connection.execute("SELECT owner, key, value FROM metadata WHERE owner NOT LIKE '#%'"):
        found.setdefault(Folded(owner), {})[key] = value
    return found


def read_markers(connection: sqlite3.Connection) -> dict[Folded, dict[str, int]]:
    """How far accounts have read."""
    found: dict[Folded, dict[str, int]] = {}
    for account, conversation, time_ms in connection.execute("SELECT account, conversation, ts FROM readmarker"):
        found.setdefault(Folded(account), {})[conversation] = time_ms
    return found


def read_bans(connection: sqlite3.Connection) -> tuple[ServerBan, ...]:
    """Who is kept out."""
    rows = connection.execute("SELECT display, reason, set_by, set_at, until FROM serverban")
    return tuple(ServerBan(target=target, reason=reason, set_by=set_by, set_ms=set_ms, until_ms=until)
                 for target, reason, set_by, set_ms, until in rows)


def read_stays(connection: sqlite3.Connection) -> tuple[Stay, ...]:
    """Where those who are always on were."""
    stays = []
    for (state,) in connection.execute("SELECT state FROM stay"):
        fields = json.loads(state)
        stays.append(Stay(account=fold(fields["account"]), nick=fields["nick"], user=fields["user"],
                          host=fields["host"], realname=fields["realname"], channels=fields["channels"]))
    return tuple(stays)
