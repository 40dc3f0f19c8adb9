"""Who is told when something is wrong and nobody looks: mail, Slack; each once for a cause."""
