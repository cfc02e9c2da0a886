"""Ways through a network of places."""
