"""The list of networks and the form of one: what a controller may show, and which gestures come back."""

from collections.abc import Mapping
from typing import Protocol

from app.contracts.sheets import NetworkForm, NetworksState


class NetworksActions(Protocol):
    """What people do in the list of networks and in the form of one. Keys are those of rows."""

    def toggle_network(self, network_key: str) -> None:
        """Connect this network, or disconnect it."""

    def edit_network(self, network_key: str) -> None:
        """Show the form of this network."""

    def remove_network(self, network_key: str) -> None:
        """Close the connection and forget the network (asks first)."""

    def add_network(self) -> None:
        """Show the form of a new network."""

    def close_networks(self) -> None:
        """Take the list away."""

    def save_form(self, texts: Mapping[str, str]) -> None:
        """Keep what the fields say, by their keys; or show the form again with what is wrong."""

    def close_form(self) -> None:
        """Take the form away and keep nothing of it."""


class NetworksView(Protocol):
    """The list of networks and the form of one: sheets, the form above the list."""

    def bind(self, actions: NetworksActions) -> None:
        """Take the receiver of gestures; called once, before `show`."""

    def show(self, state: NetworksState | None) -> None:
        """Show this list, or none. Called every second while a countdown runs."""

    def show_form(self, form: NetworkForm | None) -> None:
        """Show this form, or none. The form that is open already keeps what people typed and shows errors in place."""
