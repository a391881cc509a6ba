"""Trying things out: the service as everywhere, over a store in memory and a clock set by hand."""
