-- Since when no team lead could be told of an urgent notice that its reader has not read: there is none who may open the referral.
alter table notice add column nobody_told_since timestamptz;
create index notice_nobody_told on notice (nobody_told_since) where nobody_told_since is not null and read_at is null;
create index notice_escalated on notice (subject_id) where escalated_at is not null and read_at is null;
