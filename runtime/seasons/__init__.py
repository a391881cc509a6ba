"""Seasons: what an office lives through in months, made up from a few habits and totals."""
