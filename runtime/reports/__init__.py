"""Periodic reports of an office: figures frozen under a number, put into a document."""
