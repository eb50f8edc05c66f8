-- A draft made from a referral that came back: the referral it was copied from, and which answers could not be taken over
-- (sentences about questions and services, nothing about the person).
create table draft_copy (
    draft_id        uuid primary key references draft (id) on delete cascade,
    referral_id     uuid not null,
    reference       text not null,
    left_out        jsonb not null
);
