"""The sheet of barcodes with which a whole shift is worked by scanner alone, and the badges to cut out."""
