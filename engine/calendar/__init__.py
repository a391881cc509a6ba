"""Working days, notices with their history, periods and their explanations: values, no I/O."""
