"""What operations see of a process: its logs, its metrics, its health."""
