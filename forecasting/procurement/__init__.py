"""What buying needs beside forecasts: units as suppliers write them."""
