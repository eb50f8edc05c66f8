-- A draft whose kind is not decided has none: nDelius does not always say where a person is or who supervises them, and
-- then the practitioner is asked.
alter table draft alter column kind drop not null;
