"""Ledgers and figures of an office: read from its cases as they were at a moment."""
