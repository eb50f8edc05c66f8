-- What needs a role's attention until somebody has dealt with it. Raised and cleared by workflows; ids and codes only.
create table attention_item (
    id              uuid primary key,
    -- the referral or the draft
    subject_id      uuid not null,
    role            text not null,
    item            text not null,
    -- the workflow instance
    raised_by       uuid not null,
    raised_at       timestamptz not null,
    cleared_at      timestamptz
);
create unique index attention_item_open on attention_item (raised_by, role, item) where cleared_at is null;
create index attention_item_subject on attention_item (subject_id) where cleared_at is null;
