"""The kill drill: nothing acknowledged is lost, nothing is doubled, whoever dies when."""
