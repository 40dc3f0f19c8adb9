"""What a place lists, as a file for spreadsheets or as a sheet of paper."""
