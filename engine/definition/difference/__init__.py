"""What differs between two definitions, as values and in whole sentences."""
