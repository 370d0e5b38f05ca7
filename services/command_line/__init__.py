"""What the commands of ``vrac`` do; ``services.cli`` names them."""
