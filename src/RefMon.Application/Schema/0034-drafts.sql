-- What is typed on a draft's pages before the page is saved: {"section": {"closed": [page], "fields": {"name": {...}}}}; see
-- DraftTyped. And the section its author worked on last, to go on there.
alter table draft add column typed jsonb not null default '{}';
alter table draft add column last_section text;
-- drafts nobody touched for long are found by it
create index draft_updated_at on draft (updated_at);

-- True when nobody deleted the draft: it was not touched for too long.
alter table ended_draft add column expired boolean not null default false;
