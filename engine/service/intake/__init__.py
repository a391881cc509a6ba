"""Ledgers as people keep them, read by a mapping into rows that can be replayed."""
