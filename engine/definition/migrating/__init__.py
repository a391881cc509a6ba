"""Migration plans: what they say, whether they fit two versions, and a plan to start from."""
