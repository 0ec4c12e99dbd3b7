DROP TABLE leases;
DROP TABLE checkpoints;
DROP TABLE log_leaves;
DROP TABLE audit_events;
