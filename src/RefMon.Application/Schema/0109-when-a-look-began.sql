-- When the look that is going on began: what has happened since the page was opened is told apart from what happened before.
-- Null for looks from before this was kept: then the last of them stands in for it.
alter table last_looked add column opened_at timestamptz;
