-- One row a referral, for lists and the overview; written with the events. Sorted and filtered here, so columns, not JSON.
create table case_list_row (
    referral_id             uuid primary key,
    reference               text not null unique,
    person_id               uuid not null,
    crn                     text not null,
    person_first_name       text not null,
    person_last_name        text not null,
    date_of_birth           date,
    in_custody              boolean not null,
    location                text,
    expected_release        date,
    service_id              uuid not null,
    service_title           text not null,
    contract_id             uuid not null,
    contract_type_name      text not null,
    supplier_id             uuid not null,
    supplier_name           text not null,
    region                  text,
    stage                   text not null,
    conclusion              text,
    concluded_at            timestamptz,
    paused                  boolean not null,
    sent_at                 timestamptz not null,
    sent_by                 text not null,
    sent_by_name            text not null,
    practitioner_user_name  text,
    practitioner_name       text,
    team                    text,
    caseworker_id           text,
    caseworker_name         text,
    caseworker_ids          text[] not null,
    -- the earliest open deadline; whether it is late is asked of the calendar when the list is read
    next_kind               text,
    next_due                date,
    next_owed_by            text,
    sessions_delivered      int not null,
    sessions_planned        int,
    last_event_at           timestamptz not null,
    version                 bigint not null
);
create index case_list_row_contract_stage on case_list_row (contract_id, stage, sent_at desc);
create index case_list_row_caseworkers on case_list_row using gin (caseworker_ids);
create index case_list_row_sent_by on case_list_row (sent_by, sent_at desc);
create index case_list_row_practitioner on case_list_row (practitioner_user_name, sent_at desc);
create index case_list_row_team on case_list_row (team, sent_at desc);
create index case_list_row_crn on case_list_row (crn);
create index case_list_row_person on case_list_row (person_id);
