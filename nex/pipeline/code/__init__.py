"""From a repository to an environment of bugs to mend."""
