"""Files that are sent to be imported, by the page or the API: received on disk, looked at in turn, loaded or left."""
