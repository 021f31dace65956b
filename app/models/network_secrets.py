"""What of a network's profile nobody else may read, taken out of it and put back: it is kept apart from the rest."""

import json
import re
from dataclasses import field, replace

from app.models.on_connecting import usable_lines
from app.models.profile import Profile
from app.values import frozen

_MOST_TEXT = 20_000
_TELLS = re.compile(r"\b(auth|ghost|identify|login|oper|pass|password|recover|regain|register|release)\b",
                    re.IGNORECASE)
"""Lines for services with one of these words hold a password, most often."""


@frozen(kw_only=True)
class NetworkSecrets:
    """The passwords of one network. `proxy` is the whole address where it holds a password, `perform` all lines."""

    server_password: str = field(default="", repr=False)
    sasl_password: str = field(default="", repr=False)
    proxy: str = field(default="", repr=False)
    perform: tuple[str, ...] = field(default=(), repr=False)

    def to_text(self) -> str:
        """ASCII, so that its length is known wherever it is kept."""
        return json.dumps({"server_password": self.server_password, "sasl_password": self.sasl_password,
                           "proxy": self.proxy, "perform": self.perform})

    def put_into(self, profile: Profile) -> Profile:
        """The profile with its secrets; what it says itself is newer, and stays."""
        sasl = profile.sasl
        if sasl is not None and not sasl.password:
            sasl = replace(sasl, password=self.sasl_password)
        return replace(profile, sasl=sasl, server_password=profile.server_password or self.server_password,
                       proxy=profile.proxy or self.proxy, perform=self.perform or profile.perform)


NOTHING = NetworkSecrets()


def secrets_of(profile: Profile) -> NetworkSecrets:
    """What is secret of it; `NOTHING` where nothing is."""
    return NetworkSecrets(
        server_password=profile.server_password, sasl_password=profile.sasl.password if profile.sasl else "",
        proxy=profile.proxy if "@" in profile.proxy else "",
        perform=profile.perform if any(map(_TELLS.search, profile.perform)) else ())


def without_secrets(profile: Profile) -> Profile:
    """The profile as others may read it. Lines without a password stay, as long as the others can be lost."""
    secrets = secrets_of(profile)
    sasl = replace(profile.sasl, password="") if profile.sasl is not None else None
    return replace(profile, server_password="", sasl=sasl, proxy="" if secrets.proxy else profile.proxy,
                   perform=tuple(line for line in profile.perform if not _TELLS.search(line)))


def secrets_from(text: str) -> NetworkSecrets:
    """What `to_text` made, wherever it was since. Raises ValueError for what it can't have made."""
    found = json.loads(text)
    values = found if isinstance(found, dict) else {}
    lines = values.get("perform")
    texts = [values.get(name, "") for name in ("server_password", "sasl_password", "proxy")]
    parts = [*texts, *lines] if isinstance(lines, list) else [None]
    if not all(isinstance(each, str) and len(each) <= _MOST_TEXT for each in parts):
        raise ValueError("no secrets of a network")
    return NetworkSecrets(server_password=texts[0], sasl_password=texts[1], proxy=texts[2],
                          perform=usable_lines(tuple(str(line) for line in parts[3:])))
