"""Which network's secrets lie where: the file of networks holds a name in place of passwords that are safe elsewhere.

The one rule: a profile is written without its secrets only when they are known to be kept, under the name that is
written in their place. Each change is kept under a new name, so that no old secret is ever taken for a new one.
"""

import secrets as random_tokens
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from app.models.network_secrets import NOTHING, NetworkSecrets, secrets_of, without_secrets
from app.models.owner_thread import Timers
from app.models.profile import NetworkId, Profile
from app.values import frozen

WAIT_S = 3.0
"""How long a start waits for the key store; where a person has to unlock it, secrets come when that is done."""


@frozen
class _Kept:
    name: str
    secrets: NetworkSecrets


class Vault(Protocol):
    """What `SecretVault` does, as far as it is needed here."""

    def read(self, names: Sequence[str], found: Callable[[Mapping[str, NetworkSecrets]], None]) -> None:
        """Look these up; `found` gets those there are."""

    def keep(self, name: str, secrets: NetworkSecrets, kept: Callable[[], None]) -> None:
        """Keep these; `kept` follows when they are safe."""

    def forget(self, name: str) -> None:
        """Delete what is kept under that name."""


class KeptSecrets:
    """Between profiles and the vault. `changed` is called when a profile is to be written otherwise than before."""

    def __init__(self, vault: Vault, timers: Timers, changed: Callable[[], None]) -> None:
        self._vault = vault
        self._timers = timers
        self._changed = changed
        self._safe: dict[NetworkId, _Kept] = {}
        self._under_way: dict[NetworkId, _Kept] = {}
        self._not_had: dict[NetworkId, str] = {}

    def fill(self, profiles: Sequence[Profile], filled: Callable[[Sequence[Profile]], None],
             came_late: Callable[[NetworkId, NetworkSecrets], None]) -> None:
        """Hand on the profiles with their secrets; those that come after `WAIT_S` are told one by one."""
        self._not_had = {profile.id: profile.secrets_name for profile in profiles if profile.secrets_name}
        if not self._not_had:
            filled(profiles)
            return
        is_waiting = True

        def go_on() -> None:
            nonlocal is_waiting
            if is_waiting:
                is_waiting = False
                stop()
                filled([self._safe[profile.id].secrets.put_into(profile) if profile.id in self._safe else profile
                        for profile in profiles])

        def found(secrets: Mapping[str, NetworkSecrets]) -> None:
            came = {network: _Kept(name, secrets[name]) for network, name in self._not_had.items() if name in secrets}
            self._safe |= came
            for network in came:
                del self._not_had[network]
            if is_waiting:
                go_on()
            else:
                for network, kept in came.items():
                    came_late(network, kept.secrets)

        stop = self._timers.call_later(WAIT_S, go_on)
        self._vault.read(list(self._not_had.values()), found)

    def as_written(self, profile: Profile) -> Profile:
        """The profile as the file shall have it now. What is not safe yet stays in it, and is being made safe."""
        network, secrets = profile.id, secrets_of(profile)
        if secrets == NOTHING:
            name = self._not_had.get(network, "")
            if not name:
                self.forget(network)
            return replace(profile, secrets_name=name)
        safe, under_way = self._safe.get(network), self._under_way.get(network)
        if safe is not None and safe.secrets == secrets:
            return replace(without_secrets(profile), secrets_name=safe.name)
        if under_way is None or under_way.secrets != secrets:
            self._keep(network, secrets)
        return replace(profile, secrets_name="")

    def forget(self, network: NetworkId) -> None:
        """The network is no more, or has no secrets any more."""
        self._under_way.pop(network, None)
        kept = self._safe.pop(network, None)
        name = kept.name if kept is not None else self._not_had.pop(network, "")
        if name:
            self._vault.forget(name)

    def _keep(self, network: NetworkId, secrets: NetworkSecrets) -> None:
        new = _Kept(random_tokens.token_hex(8), secrets)
        self._under_way[network] = new
        self._vault.keep(new.name, secrets, lambda: self._is_safe(network, new))

    def _is_safe(self, network: NetworkId, new: _Kept) -> None:
        if self._under_way.get(network) is not new:
            # It was changed once more meanwhile.
            self._vault.forget(new.name)
            return
        # The file was written with the secret itself when keeping it began: nothing refers to the old name any more.
        self.forget(network)
        self._safe[network] = new
        self._changed()
