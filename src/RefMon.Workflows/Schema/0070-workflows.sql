-- Process definitions, their running instances and what these ask for. Ids, codes and references only: nothing here names a
-- person or holds their words.

-- Every version that was ever loaded: an instance ends on the version it began with, whatever becomes of the file.
create table workflow_definition (
    definition_id   text not null,
    version         int not null,
    name            text not null,
    -- the file as it was read
    content         text not null,
    fingerprint     text not null,
    -- its file is gone: nothing new starts
    retired         boolean not null,
    changed_at      timestamptz not null,
    primary key (definition_id, version)
);

create table workflow_instance (
    id              uuid primary key,
    definition_id   text not null,
    version         int not null,
    -- the referral or the draft it is about
    correlation_id  uuid not null,
    -- the part of it that it is about: an appointment, a risk version; null for the whole
    key             text,
    status          text not null check (status in ('Running', 'Finished')),
    sub_status      text not null check (sub_status in ('Suspended', 'Finished', 'Faulted', 'Cancelled')),
    state           jsonb not null,
    -- the number of the event it began with; null when that is no event of the store
    started_by      bigint,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    finished_at     timestamptz,
    foreign key (definition_id, version) references workflow_definition
);
create index workflow_instance_correlation on workflow_instance (correlation_id) where status = 'Running';
create index workflow_instance_version on workflow_instance (definition_id, version) where status = 'Running';

-- When a waiting activity is to be looked at again, though nothing may have happened. Written with its instance.
create table workflow_timer (
    instance_id     uuid not null references workflow_instance on delete cascade,
    activity_id     text not null,
    due_at          timestamptz not null,
    primary key (instance_id, activity_id)
);
create index workflow_timer_due on workflow_timer (due_at);

-- Each step: what an activity did, when, and on which event.
create table workflow_journal (
    instance_id     uuid not null references workflow_instance on delete cascade,
    step            int not null,
    at              timestamptz not null,
    activity_id     text not null,
    what            text not null,
    detail          text,
    -- the number of the event the turn was about; null for a timer, an effect or an operator
    event           bigint,
    primary key (instance_id, step)
);

-- What an activity asked for, done after the commit that asked; its id is the same however often it is tried.
create table workflow_effect (
    id              uuid primary key,
    instance_id     uuid not null references workflow_instance on delete cascade,
    activity_id     text not null,
    run             int not null,
    kind            text not null,
    given           jsonb not null,
    state           text not null check (state in ('waiting', 'done', 'parked', 'dropped')),
    attempts        int not null default 0,
    -- by the database's clock; moved ahead by whoever takes it, so that one who dies leaves it to the next
    next_try_at     timestamptz not null,
    error           text,
    outcome         text,
    asked_at        timestamptz not null,
    finished_at     timestamptz
);
create index workflow_effect_waiting on workflow_effect (next_try_at) where state = 'waiting';
create index workflow_effect_instance on workflow_effect (instance_id);

-- An activity that failed: a type or code, never a message, which could name somebody.
create table workflow_incident (
    id              bigint generated always as identity primary key,
    instance_id     uuid not null references workflow_instance on delete cascade,
    activity_id     text not null,
    run             int not null,
    error           text not null,
    failures        int not null,
    -- true when it is not tried again by itself
    parked          boolean not null,
    opened_at       timestamptz not null,
    last_failed_at  timestamptz not null,
    resolved_at     timestamptz,
    resolution      text check (resolution in ('recovered', 'skipped', 'cancelled')),
    resolved_by     text,
    note            text,
    check ((resolved_at is null) = (resolution is null))
);
create unique index workflow_incident_open on workflow_incident (instance_id, activity_id) where resolved_at is null;

-- What happened that is no event of the store, written in the transaction in which it happened.
create table workflow_stimulus (
    id              bigint generated always as identity primary key,
    name            text not null,
    correlation_id  uuid not null,
    key             text,
    created_at      timestamptz not null
);
