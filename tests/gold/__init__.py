"""Quality on marked documents: gold, scorer and floors."""
