"""Processes that die at any moment, many schedulers, servers that die: nothing lost or twice."""
