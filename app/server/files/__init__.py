"""The file host: files that people send, kept beside the messages, and given to those who may read these."""
