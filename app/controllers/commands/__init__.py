"""Slash commands by family; `app.controllers.slash_commands` makes one table of them."""
