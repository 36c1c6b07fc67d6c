"""What runs can tell: means with intervals, shares, bands, resampling, survival. No study in particular."""
