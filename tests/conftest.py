"""What goes for all tests."""

import os

# No test shall ask or fill the key store of the person who runs it, nor an app that a test starts.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
