"""What is known of each language: one file each, named by its BCP 47 tag."""
