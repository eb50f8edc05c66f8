-- Custody as facts that lists filter and sort on. Null where it does not apply, and in rows written before this column was
-- there until the referral's next event or a rebuild of the projection.
alter table case_list_row
    -- Community, PreRelease, UnallocatedReleasing or UnallocatedStaying, as sent
    add column kind                   text,
    -- the prison's code; in_custody and location stand as before
    add column prison_code            text,
    -- Prison or Practitioner, and Expected or Confirmed; beside expected_release
    add column release_source         text,
    add column release_confidence     text,
    -- true when the person is in custody and why there is no release date was said
    add column release_unknown        boolean,
    -- ReleaseSoon, SentenceEnding or Other; null is not urgent
    add column urgency                text;
