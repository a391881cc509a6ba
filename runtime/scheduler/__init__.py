"""What the program does of itself, again and again, while it runs as a service."""
