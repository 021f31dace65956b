"""Sentences about where passwords are kept."""

from app.models.secret_vault import VaultNews

VAULT_NEWS = {
    VaultNews.IN_A_FILE: "This computer has no key store; passwords are in a file only you can read.",
    VaultNews.NOT_KEPT: "Your password couldn't be put away safely. It stays in the list of networks, "
                        "which only you can read.",
    VaultNews.MISSING: "The key store of this computer didn't give all passwords. Where one is missing you are asked "
                       "for it, or enter it in Chat › Networks….",
}
"""What is said of each."""
