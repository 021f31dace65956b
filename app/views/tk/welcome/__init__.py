"""The first screen: a name, Join, Host."""

from app.views.tk.welcome.screen import WelcomeScreen

__all__ = ["WelcomeScreen"]
