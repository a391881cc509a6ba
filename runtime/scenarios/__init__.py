"""Scenarios: what a definition must do, told as a course of acts and what to expect of each."""
