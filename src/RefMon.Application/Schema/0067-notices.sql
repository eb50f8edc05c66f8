-- What each person was told: the inbox. No projection: what somebody was told, and has read, is not counted again when read
-- models are. Ids and codes only; words are made when it is read, and only for whoever may see the referral then.
create table notice (
    id                  uuid primary key,
    -- the event, or the workflow's effect, or what stands for another notice that nobody read
    cause_id            uuid not null,
    account_id          text not null,
    -- the part its reader plays, as in outbound_effect.recipient
    part                text not null,
    -- the template's name
    kind                text not null,
    -- the referral or the draft
    subject_id          uuid not null,
    reference           text not null,
    raised_at           timestamptz not null,
    -- the account whose act it was; null for workflows
    caused_by           text,
    urgent              boolean not null,
    read_at             timestamptz,
    -- what its e-mail waits for. 'now': nothing, outbound_effect says how far it is
    email               text not null check (email in ('now', 'held', 'daily', 'none')),
    email_due_at        timestamptz,
    email_attempts      int not null default 0,
    -- on the database's clock: until then one node is sending it
    email_leased_until  timestamptz,
    -- the day of the summary it stands in
    digest_on           date,
    escalate_at         timestamptz,
    escalated_at        timestamptz
);
create unique index notice_cause on notice (cause_id, account_id);
create index notice_account on notice (account_id, raised_at desc);
create index notice_unread on notice (account_id, subject_id) where read_at is null;
create index notice_held on notice (email_due_at) where email = 'held';
create index notice_daily on notice (account_id, raised_at) where email = 'daily' and digest_on is null;
create index notice_escalate on notice (escalate_at) where escalate_at is not null and escalated_at is null and read_at is null;
