-- A draft is open to the team its author worked in when it was begun; an earlier version begins drafts without one, which are their
-- author's alone.
alter table draft add column team text;
update draft d set team = a.team from account a where a.id = d.created_by;
-- who moved updated_at; null: the author
alter table draft add column updated_by text;
-- what others than the author typed and did not save: {"account": {"section": …}}, each as in typed, which stays the author's
alter table draft add column typed_by_colleagues jsonb not null default '{}';
-- the drafts of a team, and those of it for one person
create index draft_team on draft (team, person_id);

-- who ended it (null: nobody did, or an earlier version, and then its author), and enough to say which one it was: nothing of the person
alter table ended_draft
    add column team         text,
    add column ended_by     text,
    add column service_id   uuid,
    add column began_at     timestamptz;
update ended_draft e set team = a.team from account a where a.id = e.created_by;
-- what became of somebody's drafts lately
create index ended_draft_author on ended_draft (created_by, ended_at);
