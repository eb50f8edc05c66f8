-- An action plan or an end-of-service report being written, until it is submitted: one of each for a referral, so that two
-- colleagues write the same one. fields: {"name": {"value", "savedAt", "savedBy", "savedByName"}}, merged field by field.
create table unsubmitted_work (
    referral_id     uuid not null,
    kind            text not null check (kind in ('Plan', 'Report')),
    -- whose work it is: a supplier that takes a referral over does not read what the former one had begun
    contract_id     uuid not null,
    version         bigint not null,
    fields          jsonb not null,
    started_at      timestamptz not null,
    started_by      text not null,
    updated_at      timestamptz not null,
    primary key (referral_id, kind)
);
