"""Everything that turns words into bytes nobody else can read. The only room that imports `cryptography`."""
