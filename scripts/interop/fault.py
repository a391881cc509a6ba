"""What is wrong, in a sentence."""

from __future__ import annotations


class InteropFault(Exception):
    """A program that is missing, or one that reads a file otherwise than it was meant."""
