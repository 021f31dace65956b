"""What a gesture means and what an event looks like: controllers between models and views. No toolkit, no I/O."""
