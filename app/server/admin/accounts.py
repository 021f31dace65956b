"""`admin accounts`: who can log in, and with what."""

import re
from dataclasses import replace

from app.server.admin.office import Answer, Arguments, Office, Operation, Refused
from app.server.core.accounts import AccountState
from app.server.core.events import AccountDropped, AccountSaved
from app.server.core.ordering import format_time
from app.server.core.server import ServerCore
from app.server.handlers.password import flaw_of
from app.server.handlers.registration import is_nick

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


async def list_accounts(office: Office, _arguments: Arguments) -> Answer:
    """Every account, in the order of names."""
    accounts = office.core.world.accounts.by_name
    return [_summary(office.core, accounts[name]) for name in sorted(accounts)]


async def show_account(office: Office, arguments: Arguments) -> Answer:
    """All about one account; also the code it waits for, which the operator may pass on."""
    account = _account(office, arguments)
    found = _summary(office.core, account)
    is_waiting = bool(account.code) and not account.is_verified
    return {
        **found, "email": account.email, "certificates": list(account.certfps),
        "code": account.code if is_waiting else "",
        "code_until": format_time(account.code_until_ms) if is_waiting else "",
        "rooms": [{"room": channel.name, "modes": channel.access[account.folded]}
                  for channel in office.core.world.channels.values() if account.folded in channel.access],
    }


async def add_account(office: Office, arguments: Arguments) -> Answer:
    """A new account, which can be used at once. Raises Refused."""
    name = arguments.text("name")
    if not is_nick(office.core, name):
        raise Refused(f"“{name}” can't be an account's name. It should be a nick: a letter first, then letters, digits "
                      f"and dashes, up to {office.core.config.limits.nick_length} of them.")
    _refuse_taken(office, name)
    verifier = await office.verifier(_password(office, arguments))
    # Making the verifier took a while, in which somebody may have claimed the name.
    _refuse_taken(office, name)
    await office.save(AccountSaved(account=AccountState(name=name, created_ms=office.wall_ms, verifier=verifier)))
    return {"message": f"The account {name} was added."}


async def set_password(office: Office, arguments: Arguments) -> Answer:
    """Another password for an account. Who is logged in stays so."""
    _account(office, arguments)
    verifier = await office.verifier(_password(office, arguments))
    account = _settled(office, arguments)
    await office.save(AccountSaved(account=replace(account, verifier=verifier)))
    return {"message": f"{account.name} has another password now."}


async def suspend_account(office: Office, arguments: Arguments) -> Answer:
    """Nobody can log in to it any more; who is logged in is a guest again."""
    account = _settled(office, arguments)
    if account.is_suspended:
        raise Refused(f"The account {account.name} is suspended already.")
    await office.save(AccountSaved(account=replace(account, is_suspended=True)))
    return {"message": f"The account {account.name} is suspended: nobody can log in to it."}


async def restore_account(office: Office, arguments: Arguments) -> Answer:
    """A suspended account can be used again."""
    account = _settled(office, arguments)
    if not account.is_suspended:
        raise Refused(f"The account {account.name} isn't suspended.")
    await office.save(AccountSaved(account=replace(account, is_suspended=False)))
    return {"message": f"The account {account.name} can be used again."}


async def delete_account(office: Office, arguments: Arguments) -> Answer:
    """The account is gone and its name free. What it wrote stays."""
    account = _settled(office, arguments)
    await office.save(AccountDropped(name=account.folded))
    return {"message": f"The account {account.name} was deleted. What it wrote stays."}


async def add_certificate(office: Office, arguments: Arguments) -> Answer:
    """Who has this certificate logs in to the account without a password (SASL EXTERNAL)."""
    account, fingerprint = _settled(office, arguments), _fingerprint(arguments)
    holder = office.core.world.accounts.of_certificate(fingerprint)
    if holder is not None:
        raise Refused(f"That certificate belongs to the account {holder.name} already.")
    await office.save(AccountSaved(account=replace(account, certfps=(*account.certfps, fingerprint))))
    return {"message": f"{account.name} can log in with that certificate now."}


async def remove_certificate(office: Office, arguments: Arguments) -> Answer:
    """The certificate is the account's no more."""
    account, fingerprint = _settled(office, arguments), _fingerprint(arguments)
    if fingerprint not in account.certfps:
        raise Refused(f"{account.name} has no such certificate.")
    left = tuple(each for each in account.certfps if each != fingerprint)
    await office.save(AccountSaved(account=replace(account, certfps=left)))
    return {"message": f"{account.name} can't log in with that certificate any more."}


def _summary(core: ServerCore, account: AccountState) -> dict[str, object]:
    return {"name": account.name, "state": _state(account), "created": format_time(account.created_ms),
            "devices": sum(1 for _ in core.world.devices_of(account.name))}


def _state(account: AccountState) -> str:
    if account.is_suspended:
        return "suspended"
    return "usable" if account.is_verified else "waits for its code"


def _account(office: Office, arguments: Arguments) -> AccountState:
    return account_of(office, arguments.text("name"))


def account_of(office: Office, name: str) -> AccountState:
    """The account of that name. Raises Refused."""
    account = office.core.world.accounts.get(name)
    if account is None:
        raise Refused(f"There is no account “{name}”. See: admin accounts list.")
    return account


def _settled(office: Office, arguments: Arguments) -> AccountState:
    """The account, to be changed: not while another change is on its way, which would be undone. Raises Refused."""
    account = _account(office, arguments)
    if office.core.world.accounts.changing[account.folded]:
        raise Refused(f"{account.name} is being changed just now. Try again.")
    return account


def _refuse_taken(office: Office, name: str) -> None:
    if not office.core.world.accounts.is_free(name, office.wall_ms):
        raise Refused(f"There is an account {name} already.")


def _password(office: Office, arguments: Arguments) -> str:
    password, account = arguments.text("password"), arguments.text("name")
    flaw = flaw_of(password, account, office.core.config.accounts.password_min)
    if flaw is not None:
        raise Refused(flaw[1])
    return password


def _fingerprint(arguments: Arguments) -> str:
    """SHA-256 in hex, as tools show it: with colons or without, in either case."""
    fingerprint = arguments.text("fingerprint").lower().removeprefix("sha256:").replace(":", "")
    if not _FINGERPRINT.fullmatch(fingerprint):
        raise Refused("That isn't the fingerprint of a certificate: it should be its SHA-256, 64 hexadecimal digits.")
    return fingerprint


OPERATIONS: dict[str, Operation] = {
    "accounts list": list_accounts, "accounts show": show_account, "accounts add": add_account,
    "accounts password": set_password, "accounts suspend": suspend_account, "accounts restore": restore_account,
    "accounts delete": delete_account, "accounts certificate add": add_certificate,
    "accounts certificate remove": remove_certificate,
}
