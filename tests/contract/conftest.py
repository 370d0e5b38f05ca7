"""The profile of ``make nightly-answers``."""

from hypothesis import settings

settings.register_profile("nightly", print_blob=True)
