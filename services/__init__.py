"""The two services, and the commands that run them."""
