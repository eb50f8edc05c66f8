-- A notice that nobody could follow for long is put aside where an operator sees it; until somebody asks for another try it waits for ever,
-- for an earlier version too.
alter table inbound_notice
    add column parked_at    timestamptz,
    -- patience begins anew when an operator has it tried again
    add column retried_at   timestamptz;

alter table inbound_notice drop constraint inbound_notice_last_fault_check;
alter table inbound_notice add constraint inbound_notice_last_fault_check
    check (last_fault in ('down', 'slow', 'nonsense', 'failed'));

create index inbound_notice_parked on inbound_notice (parked_at) where parked_at is not null and handled_at is null;
