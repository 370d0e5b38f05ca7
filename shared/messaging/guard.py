"""The guard between Kafka and the handlers: nothing blocks, nothing vanishes."""

from shared.messaging.subscription import Subscription

__all__ = ["Subscription"]
