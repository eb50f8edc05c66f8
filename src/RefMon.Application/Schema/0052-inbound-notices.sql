-- What neighbours say has changed, and what RefMon did about it. A notice only says where to look: nothing in it is believed.

create table inbound_notice (
    source          text not null check (source in ('ndelius', 'risk-assessments', 'prisons')),
    id              uuid not null,
    kind            text not null,
    crn             text not null,
    changed_at      timestamptz not null,
    -- recognises the same id with other content
    content_hash    text not null,
    received_at     timestamptz not null,
    attempts        int not null default 0,
    -- a notice is taken by moving this ahead; whoever dies with it leaves it to the next
    next_try_at     timestamptz not null,
    last_fault      text check (last_fault in ('down', 'slow', 'nonsense')),
    handled_at      timestamptz,
    primary key (source, id)
);
create index inbound_notice_waiting on inbound_notice (next_try_at) where handled_at is null;
create index inbound_notice_handled on inbound_notice (handled_at) where handled_at is not null;

-- When everything about a person was last looked up for what notices missed.
create table person_check (
    crn             text primary key,
    checked_at      timestamptz not null
);

-- One row a night: where the sweep of open referrals and drafts stands.
create table neighbour_sweep (
    night           date primary key,
    started_at      timestamptz not null,
    finished_at     timestamptz,
    people          int not null,
    silent          int not null
);

-- What a neighbour changed while a draft was open; the draft's sections say what to do about it.
create table draft_news (
    draft_id        uuid not null references draft (id) on delete cascade,
    part            text not null,
    changed_at      timestamptz not null,
    primary key (draft_id, part)
);

-- Where a copy went: written with the events, null for what was not copied.
alter table case_list_row add column copied_from uuid;
create index case_list_row_copied_from on case_list_row (copied_from) where copied_from is not null;
