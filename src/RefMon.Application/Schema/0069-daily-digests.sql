-- One summary for each person and day at most. Its id is made from both, and with it the reference under which GOV.UK Notify is
-- asked for it before it is sent again.
create table daily_digest (
    account_id      text not null,
    day             date not null,
    id              uuid not null,
    made_at         timestamptz not null,
    -- sent, or found to hold nothing
    settled_at      timestamptz,
    due_at          timestamptz not null,
    attempts        int not null default 0,
    -- on the database's clock: until then one node is sending it
    leased_until    timestamptz,
    primary key (account_id, day)
);
create index daily_digest_open on daily_digest (due_at) where settled_at is null;
