"""Care of a database: whole copies of it, bringing them back, and looking whether it is sound."""
