"""What notify itself says of a delivery, where no mail server has said anything: pages have their own words for these."""

from typing import Final

# Held until the person's address is corrected, or somebody says that it is to be tried again.
DEAD_ADDRESS: Final = "held: the address is dead"
# A report without a reason came for it.
NO_REASON: Final = "reported as failed, without a reason"
