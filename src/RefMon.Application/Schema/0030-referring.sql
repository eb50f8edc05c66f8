-- Drafts, the references reserved for them, and what became of them.

-- One referral being written. fields: {"name": {"value", "savedAt", "savedBy", "version"}}, so that two tabs can be merged
-- field by field. sources: what nDelius and Assess Risks and Needs said, each with when; never edited here.
create table draft (
    id              uuid primary key,
    person_id       uuid not null references person (id),
    crn             text not null,
    -- the CRN as typed when nDelius has merged it into crn
    typed_crn       text,
    service_id      uuid not null,
    kind            text not null,
    created_by      text not null,
    created_at      timestamptz not null,
    updated_at      timestamptz not null,
    version         bigint not null,
    fields          jsonb not null,
    sources         jsonb not null,
    started_command uuid not null
);
-- starting again for the same person and service resumes the draft; also lists a practitioner's drafts
create unique index draft_author_person_service on draft (created_by, person_id, service_id);

-- Unique references, taken before the send and kept by the draft until it succeeds. referral_id is the draft's id, which
-- becomes the id of the stream.
create table reference_reservation (
    reference       text primary key,
    reserved_at     timestamptz not null,
    referral_id     uuid not null unique
);

-- What became of a draft, for its author's Back button: sent under a reference, or deleted (no reference). No personal data.
create table ended_draft (
    id              uuid primary key,
    created_by      text not null,
    ended_at        timestamptz not null,
    reference       text
);
