"""What goes for all tests."""

import os

import pytest

# No test shall ask or fill the key store of the person who runs it, nor an app that a test starts.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Two tests at a time for the whole suite; a file or two that somebody works on is started sooner without."""
    return 2 if config.args == config.getini("testpaths") else 0
