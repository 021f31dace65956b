"""What the controllers of one window share: the models around them, the open chat, and the ways between chats."""

from collections.abc import Callable

from app.contracts.dispatch import Dispatcher
from app.contracts.workspace import Hosting, Networks, Settings
from app.controllers.navigation import Navigator
from app.controllers.open_chat import OpenChat
from app.controllers.prompts import Prompts
from app.controllers.refresh import Refresh
from app.controllers.watching import Watch
from app.values import frozen


@frozen(kw_only=True)
class Stage:
    """Made once with the window; `watch` ends all subscriptions with it."""

    networks: Networks
    hosting: Hosting
    settings: Settings
    dispatcher: Dispatcher
    watch: Watch
    open_chat: OpenChat
    navigator: Navigator
    prompts: Prompts

    def refresh(self, show: Callable[[], None]) -> Refresh:
        """A way to show a state once for many changes, and at once when another chat is opened."""
        refresh = Refresh(self.dispatcher, show)
        self.watch.also(self.open_chat.subscribe(refresh.now))
        self.watch.also(refresh.close)
        return refresh
