"""What views and controllers promise each other, so that neither needs to know the other."""
