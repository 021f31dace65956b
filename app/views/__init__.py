"""What people see. Views know contracts and themes, never controllers, models or the wire."""
