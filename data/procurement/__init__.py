"""What to buy and by when: suppliers and their offers, what a forecast asks of the store room, purchase orders."""
