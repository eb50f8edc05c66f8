-- How long each referral waited: from sending to the supplier assessment, as far as it happened; written with the events.
-- No personal data.
create table assessment_wait (
    referral_id     uuid primary key,
    service_id      uuid not null,
    sent_at         timestamptz not null,
    assessed_at     timestamptz not null
);
create index assessment_wait_service on assessment_wait (service_id, assessed_at);
