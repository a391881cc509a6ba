"""Spreadsheets of other people: read as they are, and copied with remarks."""
