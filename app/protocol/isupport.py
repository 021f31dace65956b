"""What a server says of itself in RPL_ISUPPORT (005), read defensively.

Follows modern.ircdocs.horse, "Feature Advertisement". Unset tokens have the defaults given there; a value that makes
no sense counts as unset, since a client that believed it would stop working.
"""

import re
from collections.abc import Iterable

from app.protocol.casemapping import CaseMapping, Folded
from app.protocol.modes import ChanModes

_HEX_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})")
_PREFIX = re.compile(r"\(([A-Za-z]*)\)(.*)")
_EXTBAN = re.compile(r"([^,A-Za-z0-9]?),.*")
_LETTERS = re.compile(r"[A-Za-z]+")
_MAX_TOKENS = 500


class ISupport:
    """The tokens seen so far, and what they mean."""

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}
        self._derive()

    def update(self, tokens: Iterable[str]) -> None:
        """Take the tokens of one 005 line: `NAME`, `NAME=value` or `-NAME`."""
        for token in tokens:
            name, _, value = token.partition("=")
            name = name.upper()
            if name.startswith("-"):
                self._tokens.pop(name[1:], None)
            elif name and (name in self._tokens or len(self._tokens) < _MAX_TOKENS):
                self._tokens[name] = _HEX_ESCAPE.sub(lambda found: chr(int(found[1], 16)), value)
        self._derive()

    def get(self, name: str) -> str | None:
        """The value of a token, "" when it has none, None when the server did not send it."""
        return self._tokens.get(name)

    def tokens(self) -> list[str]:
        """All tokens as a 005 line has them, so that somebody else can take them from the beginning."""
        return [f"{name}={_escape(value)}" if value else name for name, value in self._tokens.items()]

    def __contains__(self, name: str) -> bool:
        return name in self._tokens

    def _derive(self) -> None:
        self.casemapping = CaseMapping.from_token(self.get("CASEMAPPING") or "rfc1459") or CaseMapping.RFC1459
        self.chantypes = "#&" if self.get("CHANTYPES") is None else self._tokens["CHANTYPES"]
        self.statusmsg = self.get("STATUSMSG") or ""
        self.prefixes = _parse_prefix(self.get("PREFIX"))
        letters = "".join(self.prefixes)
        self.chanmodes = ChanModes.from_token(self.get("CHANMODES") or "beI,k,l,imnst", letters)
        self.network = self.get("NETWORK") or ""
        self.nicklen = self._number("NICKLEN", 9)
        self.channellen = self._number("CHANNELLEN", 200)
        self.topiclen = self._number("TOPICLEN", 390)
        self.chathistory_max = self._number("CHATHISTORY", 0) or self._number("DRAFT/CHATHISTORY", 0)
        self.has_whox = "WHOX" in self._tokens
        self.has_monitor = "MONITOR" in self._tokens and self._tokens["MONITOR"] != "0"
        self.bot_letter = self._letter("BOT")
        self._account_ban = self._account_ban_prefix()
        self._denied_tags = frozenset((self.get("CLIENTTAGDENY") or "").split(","))

    def _number(self, name: str, default: int) -> int:
        value = self._tokens.get(name, "")
        return min(int(value), 1_000_000) if value.isascii() and value.isdigit() and len(value) < 10 else default

    def _letter(self, name: str) -> str:
        value = self._tokens.get(name, "")
        return value if len(value) == 1 and _LETTERS.fullmatch(value) else ""

    def _account_ban_prefix(self) -> str:
        """What stands before an account in a ban mask (account-extban.md); "" where there is no such mask."""
        extban = _EXTBAN.fullmatch(self._tokens.get("EXTBAN", ""))
        names = [name for name in self._tokens.get("ACCOUNTEXTBAN", "").split(",") if _LETTERS.fullmatch(name)]
        return f"{extban[1]}{names[0]}:" if extban is not None and names else ""

    def account_ban_mask(self, account: str) -> str:
        """The mask that bans an account, wherever it comes from; "" where there is no such mask, or no account."""
        return self._account_ban + account if self._account_ban and account and " " not in account else ""

    def fold(self, name: str) -> Folded:
        """`name` folded by this server's casemapping."""
        return self.casemapping.fold(name)

    def is_channel(self, target: str) -> bool:
        """Whether `target` names a channel here."""
        return target[:1] != "" and target[0] in self.chantypes

    def takes_client_tag(self, name: str) -> bool:
        """Whether the server hands on a client-only tag such as `+typing` (message-tags.md, "CLIENTTAGDENY")."""
        denied, bare = self._denied_tags, name.removeprefix("+")
        return f"-{bare}" in denied or (bare not in denied and "*" not in denied)

    def split_statusmsg(self, target: str) -> tuple[str, str]:
        """Part `@#room` into `@` and `#room` (STATUSMSG); the first is empty for a plain target."""
        bare = target.lstrip(self.statusmsg) if self.statusmsg else target
        return (target[: len(target) - len(bare)], bare) if self.is_channel(bare) else ("", target)

    def prefix_of(self, letter: str) -> str:
        """The sign of a membership mode: `@` for `o`; empty when there is none."""
        return self.prefixes.get(letter, "")

    def sort_prefixes(self, signs: Iterable[str]) -> str:
        """Membership signs, the most powerful first, each once."""
        present = set(signs)
        return "".join(sign for sign in self.prefixes.values() if sign in present)


def _escape(value: str) -> str:
    """A value as 005 has it: what would end or change it is written as its number."""
    return "".join(rf"\x{ord(character):02X}" if character in "\\ =" else character for character in value)


def _parse_prefix(token: str | None) -> dict[str, str]:
    """Mode letter to sign, most powerful first. An empty PREFIX means: no membership modes at all."""
    if token == "":
        return {}
    found = _PREFIX.fullmatch(token or "(ov)@+")
    if found is None or len(found[1]) != len(found[2]):
        return {"o": "@", "v": "+"}
    return dict(zip(found[1], found[2], strict=True))
