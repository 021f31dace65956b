"""Masks of channel lists: `nick!user@host`, an account (`a:NAME`), and bans that only silence (`m:MASK`).

Follows modern.ircdocs.horse, "EXTBAN parameter", and the IRCv3 account-extban specification.
"""

from typing import Self

from app.protocol.mask import Mask, compile_mask
from app.server.core.names import CASEMAPPING
from app.server.core.user import User
from app.values import frozen

MUTE = "m:"
ACCOUNT_NAMES = ("a", "account")
"""Names of the account extban, as in ACCOUNTEXTBAN; both mean the same."""
EXTBAN_LETTERS = "am"
ADMITTING_LISTS = "eI"
"""Lists whose masks give somebody a right: to come in all the same, or uninvited."""


@frozen
class UserMask:
    """A compiled mask. `text` is how it was set, with stars for what was left out."""

    text: str
    is_mute: bool
    is_account: bool
    _compiled: Mask

    @classmethod
    def parse(cls, text: str) -> Self:
        """Compile a mask as typed: `nick`, `user@host`, `nick!user@host`, `a:account`, `m:` before any of them."""
        is_mute = text[:2].casefold() == MUTE
        rest = text[len(MUTE):] if is_mute else text
        name, colon, value = rest.partition(":")
        is_account = bool(colon) and name.casefold() in ACCOUNT_NAMES
        mask = value if is_account else full_mask(rest)
        shown = f"{name.casefold()}:{value}" if is_account else mask
        return cls(MUTE + shown if is_mute else shown, is_mute, is_account, compile_mask(mask, CASEMAPPING))

    def matches(self, user: User) -> bool:
        """Whether it fits the user: by account, or by what others see of it, or by an address of its devices."""
        if self.is_account:
            return bool(user.account) and self._compiled.matches(user.account)
        return self._compiled.matches(user.source) or any(
            self._compiled.matches(f"{user.nick}!{user.user}@{device.peer.address}") for device in user.devices)


def account_masks(name: str) -> tuple[str, ...]:
    """The masks, as they are kept, that fit this account and no other."""
    return tuple(f"{letter}:{name}" for letter in ACCOUNT_NAMES)


def full_mask(mask: str) -> str:
    """`nick!user@host` with stars for what was left out."""
    if not mask:
        return ""
    if "!" in mask:
        return mask if "@" in mask else f"{mask}@*"
    return f"*!{mask}" if "@" in mask else f"{mask}!*@*"
