-- Accounts, limited access, audit. Personal data: account holds staff names and e-mails.

create table account (
    id              text primary key,
    user_name       text not null unique check (user_name = lower(user_name)),
    name            text not null,
    email           text,
    role            text not null,
    supplier_id     uuid,
    team            text,
    created_at      timestamptz not null,
    created_by      text not null,
    signed_in_at    timestamptz,
    disabled_at     timestamptz
);
-- sign-in with an identity provider finds the account by e-mail, whatever its case
create unique index account_email on account (lower(email));
create index account_supplier on account (supplier_id) where supplier_id is not null;

create table account_contract (
    account_id      text not null references account (id),
    contract_id     uuid not null,
    primary key (account_id, contract_id)
);
create index account_contract_contract on account_contract (contract_id);

-- One row a person RefMon knows: the id stands in URLs so that a CRN never does.
create table person (
    id              uuid primary key,
    crn             text not null unique,
    merged_into     text,
    created_at      timestamptz not null
);

-- Limited access as nDelius last said. A person without a row here has not been asked about yet.
create table limited_access (
    crn             text primary key,
    restricted      boolean not null,
    excluded        boolean not null,
    checked_at      timestamptz not null
);
-- restriction: only these may see the person; exclusion: these may not
create table limited_access_name (
    crn             text not null references limited_access (crn) on delete cascade,
    kind            text not null check (kind in ('restriction', 'exclusion')),
    user_name       text not null check (user_name = lower(user_name)),
    primary key (crn, kind, user_name)
);

-- Whose caseload nDelius says a person is on; refreshed when the practitioner looks at their cases.
create table caseload_entry (
    user_name       text not null,
    crn             text not null,
    refreshed_at    timestamptz not null,
    primary key (user_name, crn)
);

-- Reads, refusals and commands: ids and references only. Append-only for the application's role.
create table audit_entry (
    id              bigint generated always as identity primary key,
    at              timestamptz not null,
    account_id      text,
    role            text,
    action          text not null,
    outcome         text not null,
    subject         text,
    correlation_id  text
);
create index audit_entry_at on audit_entry (at);
create index audit_entry_account on audit_entry (account_id, at);
create index audit_entry_subject on audit_entry (subject, at) where subject is not null;

create table data_protection_key (
    friendly_name   text primary key,
    xml             text not null,
    created_at      timestamptz not null
);
