"""A definition as BPMN 2.0 (ISO/IEC 19510) with diagram information."""
