"""PostgreSQL and a Kafka-protocol broker on one machine, from wheels: for the demo, play, tests and benches."""
