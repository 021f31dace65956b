"""Looking after a server: what can be done, and the command line `admin`, whether the server runs or not."""
