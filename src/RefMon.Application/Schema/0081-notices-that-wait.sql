-- What waits for a summary leaves the index when it is read: before, whatever was read first stayed in it for ever.
drop index notice_daily;
create index notice_daily on notice (account_id, raised_at) where email = 'daily' and digest_on is null and read_at is null;
