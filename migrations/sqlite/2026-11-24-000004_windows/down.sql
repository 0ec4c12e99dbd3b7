DROP TABLE undo_orders;
DROP TABLE deployments;
DROP TABLE approvals;
DROP TABLE window_hosts;
DROP TABLE window_revisions;
DROP TABLE windows;
