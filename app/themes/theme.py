"""A theme as views use it: every role has a colour."""

from collections.abc import Mapping

from app.themes.roles import Role
from app.values import frozen


@frozen(kw_only=True)
class Theme:
    """A complete palette. Colours are `#rrggbb`; `nicks` colour names, `avatars` fill round pictures (10 each)."""

    key: str
    name: str
    is_dark: bool
    colors: Mapping[Role, str]
    nicks: tuple[str, ...]
    avatars: tuple[str, ...]

    def __getitem__(self, role: Role) -> str:
        return self.colors[role]

    def nick_color(self, index: int) -> str:
        """The text colour for a nick whose hash is `index`."""
        return self.nicks[index % len(self.nicks)]

    def avatar_color(self, index: int) -> str:
        """The fill of the picture for a nick whose hash is `index`."""
        return self.avatars[index % len(self.avatars)]
