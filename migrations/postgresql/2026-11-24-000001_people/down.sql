DROP TABLE attempts;
DROP TABLE sessions;
DROP TABLE coordinators;
DROP TABLE person_roles;
DROP TABLE people;
DROP TABLE experiments;
DROP TABLE counters;
