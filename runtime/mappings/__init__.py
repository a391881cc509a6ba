"""Mappings: how the rows of a ledger become cases, as YAML files."""
