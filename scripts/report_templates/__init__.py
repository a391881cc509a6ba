"""Makes the documents of the shipped reports: `python -m scripts.report_templates`."""
