"""The steps of a round of competition for posts (县管校聘), one file each."""
