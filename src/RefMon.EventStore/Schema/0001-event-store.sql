-- The event tables in Marten 9's layout with its metadata columns, so that the database can be opened by Marten with AutoCreate.None.
create table mt_streams
(
    id          uuid                     not null,
    type        varchar                  null,
    version     bigint                   null,
    timestamp   timestamp with time zone not null default now(),
    created     timestamp with time zone not null default now(),
    tenant_id   varchar                           default '*DEFAULT*',
    is_archived boolean                           default false,
    constraint pkey_mt_streams_id primary key (id)
)
-- every append updates the stream's row: room on the page keeps those updates off the index
with (fillfactor = 70);

-- the daemon relies on numbers being handed out in order: never give this sequence a cache
create sequence mt_events_sequence;

create table mt_events
(
    seq_id         bigint                   not null,
    id             uuid                     not null,
    stream_id      uuid                     null,
    version        bigint                   not null,
    data           jsonb                    not null,
    bdata          bytea                    null,
    type           varchar(500)             not null,
    timestamp      timestamp with time zone not null default now(),
    tenant_id      varchar                           default '*DEFAULT*',
    mt_dotnet_type varchar                  null,
    correlation_id varchar                  null,
    causation_id   varchar                  null,
    headers        jsonb                    null,
    user_name      varchar                  null,
    is_archived    boolean                           default false,
    constraint pkey_mt_events_seq_id primary key (seq_id),
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade
);

alter sequence mt_events_sequence owned by mt_events.seq_id;

create unique index pk_mt_events_stream_and_version on mt_events (stream_id, version);

create table mt_event_progression
(
    name         varchar                  not null,
    last_seq_id  bigint                   null,
    last_updated timestamp with time zone default transaction_timestamp(),
    constraint pkey_mt_event_progression_name primary key (name)
);

-- A command's first outcome, so that the same id again appends nothing. Codes and ids only; kept 30 days.
create table command_record
(
    actor        varchar                  not null,
    command_id   uuid                     not null,
    content_hash varchar                  not null,
    outcome      jsonb                    not null,
    recorded_at  timestamp with time zone not null,
    constraint pkey_command_record primary key (actor, command_id)
);

-- for the purge by age: a few bytes per range of pages, next to nothing on insert
create index ix_command_record_recorded_at on command_record using brin (recorded_at);

-- Who runs a subscription now. Times are the database's own clock, which all nodes share.
create table subscription_lease
(
    name       varchar                  not null,
    owner      uuid                     not null,
    expires_at timestamp with time zone not null,
    constraint pkey_subscription_lease primary key (name)
);

-- Events a subscription could not handle (parked) and those waiting behind them on the same stream (held). The error is a
-- type and a code, never a message: messages can carry personal data.
create table parked_event
(
    subscription    varchar                  not null,
    seq_id          bigint                   not null,
    stream_id       uuid                     not null,
    event_type      varchar                  not null,
    holds_stream    boolean                  not null,
    attempts        integer                  not null,
    error           varchar                  null,
    parked_at       timestamp with time zone not null,
    retry_requested boolean                  not null default false,
    resolved_at     timestamp with time zone null,
    resolution      varchar                  null,
    resolved_by     varchar                  null,
    reason          varchar                  null,
    constraint pkey_parked_event primary key (subscription, seq_id),
    constraint ck_parked_event_resolution check ((resolved_at is null) = (resolution is null)),
    constraint ck_parked_event_known_resolution check (resolution in ('handled', 'dismissed')),
    constraint ck_parked_event_dismissed_by check (resolution <> 'dismissed' or (resolved_by is not null and reason is not null))
);

create index ix_parked_event_open on parked_event (subscription, stream_id, seq_id) where resolved_at is null;

-- Ends the transaction when a statement touched another number of rows than its writer relied on: a save is one round trip,
-- so the client cannot look at the count before the commit.
create function refmon_expect_rows(actual bigint, expected bigint, what text) returns void
    language plpgsql
as
$$
begin
    if actual <> expected then
        raise exception using errcode = 'RM001', message = what || '/' || expected || '/' || actual;
    end if;
end
$$;
