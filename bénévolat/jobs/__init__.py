"""Floor 3: scheduled jobs. APScheduler is the clock, our ledger is the memory (J1)."""
