"""The first screen: a name, Join, Host. What is wrong stands below the field it is about."""

from collections.abc import Callable
from dataclasses import replace

from app.contracts.first_screen import WelcomeState
from app.contracts.session import Session
from app.contracts.views import WelcomeView
from app.contracts.workspace import SessionRemoved
from app.controllers.hosting import HostingController
from app.controllers.joining import NAME_PROBLEMS, Joining
from app.controllers.names import checked_nick, suggested_nick
from app.controllers.plain_text import plain_text
from app.controllers.stage import Stage
from app.controllers.theme import ThemeController
from app.controllers.user_error import UserError
from app.models.problem import Problem
from app.models.profile import Profile
from app.protocol.url import InvalidLink, InviteLink

_MAX_GROUP_NAME = 64


class WelcomeController:
    """Takes names and links, starts joining and hosting, and says how that goes."""

    def __init__(self, view: WelcomeView, stage: Stage, theme: ThemeController, hosting: HostingController, *,
                 entered: Callable[[Session, str], None], go_back: Callable[[], None], login_name: str = "") -> None:
        self._view = view
        self._networks = stage.networks
        self._settings = stage.settings
        self._theme = theme
        self._hosting = hosting
        self._entered = entered
        self._go_back = go_back
        self._state = WelcomeState(name=stage.settings.name or suggested_nick(login_name))
        self._joining = Joining(stage, arrived=self._arrived, failed=self._failed)
        theme.when_chosen(self.show)
        hosting.when_open(self._hosted)
        hosting.when_failed(self._hosting_failed)
        stage.watch.networks(SessionRemoved, lambda _removed: self._update())
        view.bind(self)

    @property
    def name(self) -> str:
        """The name people have given themselves, or the one suggested."""
        return self._state.name

    def show(self, *, link: str = "", name: str = "") -> None:
        """Show the screen, with a link or a name filled in where there is one."""
        self._update(link=link or self._state.link, name=name or self._state.name)

    def name_changed(self) -> None:
        """The setting has another name."""
        if self._settings.name and self._settings.name != self._state.name:
            self._update(name=self._settings.name)

    # What people do

    def join(self, name: str, link: str) -> None:
        """Join the chat that `link` leads to."""
        nick = self._take_name(name, link=link)
        if nick is None:
            return
        try:
            address = InviteLink.parse(link)
        except InvalidLink as error:
            self._update(join_error=str(error))
            return
        self._update(busy=f"Connecting to {plain_text(address.name or address.host)}…")
        self._joining.join(Profile.from_link(address, nick, self._networks.new_id()))

    def host(self, name: str, group_name: str) -> None:
        """Host a chat on this computer."""
        nick = self._take_name(name, group_name=group_name)
        if nick is None:
            return
        title = " ".join(plain_text(group_name).split())
        if not title:
            self._update(host_error="Give your chat a name. For example: Ridge Walkers")
        elif len(title) > _MAX_GROUP_NAME:
            self._update(host_error=f"That name is too long. {_MAX_GROUP_NAME} letters fit.")
        else:
            self._update(busy=f"Starting {title}…")
            self._hosting.host(title, nick)

    def choose_theme(self, theme_key: str) -> None:
        """Use this theme from now on."""
        self._theme.choose(theme_key)

    def cancel(self) -> None:
        """Stop what is being done."""
        self._joining.cancel()
        self._hosting.cancel()
        self._update(busy="")

    def back(self) -> None:
        """Go back to the chats, where there are any."""
        if self._state.can_go_back:
            self._go_back()

    # What happens

    def _arrived(self, session: Session, channel: str) -> None:
        """The network is online, `channel` is what the link named."""
        self._state = replace(self._state, busy="", link="", group_name="", join_error="", host_error="")
        self._entered(session, channel)

    def _failed(self, text: str, problem: Problem | None) -> None:
        """The network could not be joined."""
        if problem is not None and problem.kind in NAME_PROBLEMS:
            self._update(busy="", name_error=text)
        else:
            self._update(busy="", join_error=text)

    def declined(self, session: Session) -> None:
        """A person chose not to connect."""
        self._joining.declined(session)

    def _hosted(self, session: Session, *, is_new: bool) -> None:
        if self._state.busy:
            self._joining.follow(session, is_new=is_new, channel=next(iter(session.profile.channels), ""))

    def _hosting_failed(self, text: str) -> None:
        if self._state.busy:
            self._update(busy="", host_error=text)

    def _take_name(self, name: str, *, link: str = "", group_name: str = "") -> str | None:
        """The name, remembered from now on; None when it can't be one, which is said below it."""
        self._state = replace(self._state, name=name, link=link or self._state.link,
                              group_name=group_name or self._state.group_name,
                              name_error="", join_error="", host_error="")
        try:
            nick = checked_nick(name)
        except UserError as error:
            self._update(name_error=str(error))
            return None
        self._settings.name = nick
        self._state = replace(self._state, name=nick)
        return nick

    def _update(self, *, name: str | None = None, link: str | None = None, busy: str | None = None,
                name_error: str | None = None, join_error: str | None = None, host_error: str | None = None) -> None:
        state = self._state
        self._state = replace(
            state, themes=self._theme.choices, theme=self._theme.current, can_go_back=self._joining.leaves_chats,
            name=state.name if name is None else name, link=state.link if link is None else link,
            busy=state.busy if busy is None else busy,
            name_error=state.name_error if name_error is None else name_error,
            join_error=state.join_error if join_error is None else join_error,
            host_error=state.host_error if host_error is None else host_error,
        )
        self._view.show(self._state)
