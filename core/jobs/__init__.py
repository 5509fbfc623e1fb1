"""Jobs: work that outlives a page. A queue of folders, a dispatcher, and one process a job."""
