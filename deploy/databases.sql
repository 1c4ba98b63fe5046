-- A database for each region beside the store's, made on the first start of an empty server.
CREATE DATABASE us;
CREATE DATABASE ca;
CREATE DATABASE eu;
CREATE DATABASE uae;
