-- Referrals that another supplier was asked to take over and has not yet. Says nothing of the person but the CRN, by which
-- access restrictions are looked up.
create table waiting_transfer (
    referral_id         uuid primary key,
    reference           text not null unique,
    crn                 text not null,
    to_contract_id      uuid not null,
    asked_at            timestamptz not null
);
create index waiting_transfer_contract on waiting_transfer (to_contract_id, asked_at);

-- What a supplier that handed a referral over keeps in its list: the referral as it stood then. crn follows the person, so
-- that access restrictions are looked up under the right one.
create table handed_over_case (
    referral_id         uuid not null,
    contract_id         uuid not null,
    reference           text not null,
    crn                 text not null,
    person_name         text not null,
    contract_type_name  text not null,
    caseworker_name     text,
    caseworker_ids      text[] not null,
    stage               text not null,
    -- always null: kept so that the access rule for referrals reads this table too
    conclusion          text,
    to_supplier_name    text not null,
    handed_over_at      timestamptz not null,
    -- set when the referral is recalled later: then nothing is kept of it but the row's reference and date
    recalled            boolean not null,
    primary key (referral_id, contract_id)
);
create index handed_over_case_contract on handed_over_case (contract_id, handed_over_at desc);
create index handed_over_case_reference on handed_over_case (reference);
