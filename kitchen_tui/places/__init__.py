"""The places beside the stations: boards, lists and forms, each a file of its own."""
