-- Why the last attempt at something outside did not come about, for the operator who is asked to look: 'down', 'slow' or
-- 'nonsense' while it may still pass. A refusal has its own code already.
alter table outbound_effect add column last_fault text check (last_fault in ('down', 'slow', 'nonsense'));
