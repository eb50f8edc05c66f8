-- Who did something to an instance and why: an operator's steps in its journal.
alter table workflow_journal add column done_by text;
alter table workflow_journal add column note text;

-- A row that could not be taken in does not keep those behind it: it is tried again later. A type, never a message.
alter table workflow_stimulus add column failures int not null default 0;
alter table workflow_stimulus add column error text;
alter table workflow_stimulus add column next_try_at timestamptz not null default '-infinity';
