-- What two spellings of a name have in common: no accents, apostrophes, hyphens or case. Letters that Unicode does not
-- take apart (ø, ł and the like) are replaced by hand. Done here and not in the application, whose runtime is built
-- without the tables for it; the collation is named so that the database's own locale changes nothing.
create function folded(text) returns text
    language sql immutable strict parallel safe
    return regexp_replace(
        translate(
            replace(replace(replace(replace(
                lower(normalize($1, nfd) collate "en-GB-x-icu"), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'),
            'øłđðıħ', 'olddih'),
        '[^[:alnum:] ]', '', 'g');

-- Names in the order an English or Welsh reader expects: accents second, apostrophes and hyphens passed over.
create collation person_name (provider = icu, locale = 'en-GB-u-ka-shifted');

-- One row a referral, for lists and the overview; written with the events. Sorted and filtered here, so columns, not JSON.
create table case_list_row (
    referral_id             uuid primary key,
    reference               text not null unique,
    person_id               uuid not null,
    crn                     text not null,
    person_first_name       text not null,
    person_last_name        text not null,
    -- people with one name have no last name and are sorted by the one they have
    person_sort_name        text not null generated always as (coalesce(nullif(person_last_name, ''), person_first_name)) stored,
    search_name             text not null generated always as (folded(person_first_name || ' ' || person_last_name)) stored,
    date_of_birth           date,
    in_custody              boolean not null,
    location                text,
    expected_release        date,
    service_id              uuid not null,
    service_title           text not null,
    contract_id             uuid not null,
    contract_type_code      text not null,
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
    practitioner_account_id text,
    practitioner_name       text,
    team                    text,
    caseworker_id           text,
    caseworker_name         text,
    caseworker_ids          text[] not null,
    -- the earliest open deadline; whether it is late is asked of the calendar when the list is read
    next_kind               text,
    next_due                date,
    next_owed_by            text,
    -- true when its clock stands still; then it has no date
    next_waits              boolean not null,
    sessions_delivered      int not null,
    sessions_planned        int,
    last_event_at           timestamptz not null,
    version                 bigint not null
);
create index case_list_row_contract_stage on case_list_row (contract_id, stage, sent_at desc);
create index case_list_row_caseworkers on case_list_row using gin (caseworker_ids);
create index case_list_row_sent_by on case_list_row (sent_by, sent_at desc);
create index case_list_row_practitioner on case_list_row (practitioner_account_id, sent_at desc);
create index case_list_row_team on case_list_row (team, sent_at desc);
create index case_list_row_crn on case_list_row (crn);
create index case_list_row_person on case_list_row (person_id);
