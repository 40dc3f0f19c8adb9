"""Forecasts made by night: who waits for one, what it is made of, and how it becomes rows."""
