"""From a World to tasks with proofs and to blueprints of who does them."""
