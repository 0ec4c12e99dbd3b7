DROP TABLE used_jtis;
DROP TABLE enrolment_tokens;
DROP TABLE memberships;
DROP TABLE hosts;
DROP TABLE stakes;
DROP TABLE host_groups;
