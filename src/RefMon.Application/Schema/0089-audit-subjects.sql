-- Which person a draft was about. Stays when the draft goes, so that an auditor who looks for a person finds what was done with
-- drafts that were sent, deleted or expired. Ids only.
create table draft_person (
    draft_id        uuid primary key,
    person_id       uuid not null
);
create index draft_person_person on draft_person (person_id);

insert into draft_person select id, person_id from draft;
-- the id of a referral is that of the draft it was sent from
insert into draft_person select referral_id, person_id from case_list_row on conflict do nothing;

-- records of one person that nDelius has merged lead to each other
create index person_merged_into on person (merged_into) where merged_into is not null;
