-- When somebody's turn in the sweep last came, whether or not everybody answered about them.
alter table person_check add column tried_at timestamptz;
alter table person_check alter column checked_at drop not null;
update person_check set tried_at = checked_at;
