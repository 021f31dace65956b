"""What the menus have to know of the moment."""

from app.values import frozen


@frozen(kw_only=True)
class MenuState:
    """Which menu entries make sense now."""

    has_chats: bool = False
    has_network: bool = False
    is_online: bool = False
    is_hosting: bool = False
    is_away: bool = False
    members_shown: bool = True
    folds_joins: bool = True
    has_sound: bool = True
    has_notifications: bool = True
    is_undisturbed: bool = False
