DROP TABLE artifacts;
DROP TABLE updates;
DROP TABLE build_comments;
DROP TABLE build_log_lines;
DROP TABLE build_requests;
