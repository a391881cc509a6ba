"""A server that is killed under load and comes back, or is followed by its standby."""
