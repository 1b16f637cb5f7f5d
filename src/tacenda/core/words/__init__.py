"""The words every floor shares: ids, people, access, moments, errors."""
