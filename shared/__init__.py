"""What both services are made of: kernel, contracts, messaging, web, observability."""
