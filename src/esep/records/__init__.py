"""Offences read by a definition: every row accepted, rejected with a reason, or a named duplicate."""
