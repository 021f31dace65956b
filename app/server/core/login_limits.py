"""How often somebody may be wrong: passwords are guessed slowly, whoever guesses from wherever.

A try is counted when it begins, so that many at once are no way around, and taken back when it was right.
"""

from collections import deque

from app.server.config import LimitsSection
from app.server.core.client import Peer
from app.server.core.names import fold
from app.server.core.origins import origin_of
from app.values import frozen

_MINUTE_S, _HOUR_S, _DAY_S = 60.0, 3600.0, 86_400.0
_KEYS_MAX = 4096
_NAME_MAX = 64
_CODES_A_DAY = 10


class Tries:
    """When each key was last tried, within a window. Bounded: the key that was tried longest ago is forgotten first."""

    def __init__(self, window_s: float) -> None:
        self._window_s = window_s
        self._times: dict[str, deque[float]] = {}

    def is_over(self, key: str, limit: int, now: float) -> bool:
        """Whether the key was tried so often that it has to wait. A limit of 0 is none."""
        times = self._times.get(key)
        while times and times[0] <= now - self._window_s:
            times.popleft()
        return bool(limit) and times is not None and len(times) >= limit

    def add(self, key: str, limit: int, now: float) -> None:
        """Count a try. No more of them are remembered than matter."""
        times = self._times.pop(key, deque())
        times.append(now)
        while len(times) > max(limit, 1):
            times.popleft()
        self._times[key] = times
        if len(self._times) > _KEYS_MAX:
            del self._times[next(iter(self._times))]

    def take_back(self, key: str) -> None:
        """The last try of the key was none."""
        times = self._times.get(key)
        if times:
            times.pop()
        if times is not None and not times:
            del self._times[key]


@frozen
class LoginTry:
    """A login that is being checked; `network` is empty where its origin does not count."""

    network: str
    account: str


class LoginLimits:
    """The counts for logins, for the codes of new accounts, and for new accounts themselves."""

    def __init__(self) -> None:
        self._from_network = Tries(_MINUTE_S)
        self._to_account = Tries(_MINUTE_S)
        self._codes = Tries(_DAY_S)
        self._registrations = Tries(_HOUR_S)
        # Where each account was last logged in from: who guesses elsewhere can't keep its owner out.
        self._homes: dict[str, str] = {}

    def begin(self, limits: LimitsSection, peer: Peer, account: str, now: float) -> LoginTry | None:
        """Count a try to log in; None when it is one too many. What is no account counts too: it must look the same."""
        limit = limits.logins_per_minute
        network = origin_of(peer.address).network
        is_counted = limits.count_from(is_loopback=peer.is_loopback)
        login = LoginTry(network if is_counted else "", fold(account[:_NAME_MAX]))
        is_home = self._homes.get(login.account) == network and not peer.is_loopback
        if login.network and self._from_network.is_over(login.network, limit, now):
            return None
        if not is_home and self._to_account.is_over(login.account, limit, now):
            return None
        if login.network:
            self._from_network.add(login.network, limit, now)
        self._to_account.add(login.account, limit, now)
        return login

    def undo(self, login: LoginTry) -> None:
        """The try was not wrong: right, or nobody looked at it."""
        self._to_account.take_back(login.account)
        if login.network:
            self._from_network.take_back(login.network)

    def succeeded(self, login: LoginTry, peer: Peer) -> None:
        """The try was right."""
        self.undo(login)
        self._homes.pop(login.account, None)
        self._homes[login.account] = origin_of(peer.address).network
        if len(self._homes) > _KEYS_MAX:
            del self._homes[next(iter(self._homes))]

    def may_try_code(self, account: str, now: float) -> bool:
        """Count a try of an account's code; False when there were so many that it might be guessed."""
        if self._codes.is_over(fold(account), _CODES_A_DAY, now):
            return False
        self._codes.add(fold(account), _CODES_A_DAY, now)
        return True

    def may_register(self, limits: LimitsSection, peer: Peer, now: float) -> bool:
        """Count a new account from an address; False when it is one too many."""
        if not limits.count_from(is_loopback=peer.is_loopback):
            return True
        network, limit = origin_of(peer.address).network, limits.registrations_per_hour
        if self._registrations.is_over(network, limit, now):
            return False
        self._registrations.add(network, limit, now)
        return True
