-- The catalogue: what can be referred to, and the lists that forms offer. No personal data except saved_search.
-- Rows are never deleted: source says who brought a row ('import' or 'demonstration'), closed_at when a later import no
-- longer had it. Exclusion constraints stand in for unique ones because only they can be both partial and deferred:
-- a closed row may share its code with its successor, and one import may swap two codes.

create table nps_region (
    code            text primary key,
    name            text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);

-- police and crime commissioner areas: the smaller areas that some contracts cover
create table pcc_region (
    code            text primary key,
    name            text not null,
    nps_region_code text not null references nps_region (code),
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);
create index pcc_region_nps_region on pcc_region (nps_region_code);

create table probation_delivery_unit (
    id              int primary key,
    name            text not null,
    nps_region_code text not null references nps_region (code),
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);

create table probation_office (
    id              int primary key,
    name            text not null,
    nps_region_code text not null references nps_region (code),
    -- nDelius's location code; offices it does not know have none
    delius_code     text,
    address_lines   text[] not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz,
    constraint probation_office_delius_code exclude (delius_code with =) where (closed_at is null) deferrable initially deferred
);
create index probation_office_region on probation_office (nps_region_code);

create table prison (
    code            text primary key,
    name            text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);

create table supplier (
    id              uuid primary key,
    name            text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz,
    constraint supplier_name exclude (name with =) where (closed_at is null) deferrable initially deferred
);

-- need_code groups categories that differ only by region, so that a search has one choice for each need;
-- keywords are everyday words people search by
create table service_category (
    id              uuid primary key,
    name            text not null,
    need_code       text not null,
    need_name       text not null,
    keywords        text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);
create index service_category_need on service_category (need_code);

create table complexity_level (
    id                  uuid primary key,
    service_category_id uuid not null references service_category (id),
    level               text not null check (level in ('LOW', 'MEDIUM', 'HIGH')),
    title               text not null,
    description         text not null,
    source              text not null check (source in ('import', 'demonstration')),
    closed_at           timestamptz
);
create index complexity_level_category on complexity_level (service_category_id);

-- a deprecated outcome stays readable on old referrals and is not offered for new ones
create table desired_outcome (
    id                  uuid primary key,
    service_category_id uuid not null references service_category (id),
    description         text not null,
    deprecated_at       timestamptz,
    position            int not null,
    source              text not null check (source in ('import', 'demonstration')),
    closed_at           timestamptz
);
create index desired_outcome_category on desired_outcome (service_category_id);

-- INCLUDE: only for contracts with these references (an empty list hides the outcome everywhere); EXCLUDE: not for them
create table desired_outcome_rule (
    desired_outcome_id  uuid not null references desired_outcome (id),
    position            int not null,
    kind                text not null check (kind in ('INCLUDE', 'EXCLUDE')),
    contract_references text[] not null,
    source              text not null check (source in ('import', 'demonstration')),
    closed_at           timestamptz,
    primary key (desired_outcome_id, position)
);

create table contract_type (
    id              uuid primary key,
    code            text not null,
    name            text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz,
    constraint contract_type_code exclude (code with =) where (closed_at is null) deferrable initially deferred
);

create table contract_type_category (
    contract_type_id    uuid not null references contract_type (id),
    service_category_id uuid not null references service_category (id),
    source              text not null check (source in ('import', 'demonstration')),
    closed_at           timestamptz,
    primary key (contract_type_id, service_category_id)
);
create index contract_type_category_category on contract_type_category (service_category_id);

-- a contract covers a whole probation region or one police area of it, never both
create table contract (
    id              uuid primary key,
    reference       text not null,
    contract_type_id uuid not null references contract_type (id),
    nps_region_code text references nps_region (code),
    pcc_region_code text references pcc_region (code),
    minimum_age     int not null check (minimum_age >= 0),
    maximum_age     int check (maximum_age >= minimum_age),
    allows_male     boolean not null,
    allows_female   boolean not null,
    open_from       timestamptz not null,
    open_until      timestamptz,
    supplier_id     uuid not null references supplier (id),
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz,
    constraint contract_reference exclude (reference with =) where (closed_at is null) deferrable initially deferred,
    constraint contract_one_area check (num_nonnulls(nps_region_code, pcc_region_code) = 1),
    constraint contract_someone_may_come check (allows_male or allows_female)
);
create index contract_supplier on contract (supplier_id);
create index contract_type_of on contract (contract_type_id);

create table contract_subcontractor (
    contract_id     uuid not null references contract (id),
    supplier_id     uuid not null references supplier (id),
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz,
    primary key (contract_id, supplier_id)
);
create index contract_subcontractor_supplier on contract_subcontractor (supplier_id);

-- what a practitioner finds: one listing for each contract. search is filled by the loader from the listing and all it belongs to
create table service (
    id              uuid primary key,
    contract_id     uuid not null references contract (id),
    title           text not null,
    description     text not null,
    referral_email  text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz,
    search          tsvector,
    constraint service_contract exclude (contract_id with =) where (closed_at is null) deferrable initially deferred
);
create index service_search on service using gin (search);

create table withdrawal_reason (
    code            text primary key,
    description     text not null,
    -- the heading under which the forms offer it
    grouping        text not null check (grouping in ('problem', 'user', 'sentence', 'early', 'other')),
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);

-- England and Wales
create table bank_holiday (
    date            date primary key,
    title           text not null,
    source          text not null check (source in ('import', 'demonstration')),
    closed_at       timestamptz
);

-- Words typed into a search may name a person, so they stay here and the address of the results carries only the id,
-- which answers nobody but the account that typed them.
create table saved_search (
    id              uuid primary key,
    account_id      text not null,
    words           text not null,
    created_at      timestamptz not null
);
create index saved_search_account on saved_search (account_id, created_at);
