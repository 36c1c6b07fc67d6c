"""What becomes of teachers: who stays, who moves where, and single careers."""
