"""The training loop as a stream of events, the process it runs in, and the client that talks to it."""
