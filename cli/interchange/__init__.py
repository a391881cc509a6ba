"""Definitions and histories in the formats that other programs read: BPMN 2.0 and XES."""
