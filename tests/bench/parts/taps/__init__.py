"""The whole bot over HTTP, beside bots of the usual kind."""
