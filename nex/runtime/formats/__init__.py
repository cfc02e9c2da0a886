"""Call formats: how a model names units and hears of results, as pure transforms of messages."""
