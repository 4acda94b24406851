"""What well-formed content must keep to besides: each module yields faults in plain words."""
