-- Appointments are told to nDelius too. Each write says all that stands of its appointment, so a later one makes an earlier
-- one needless ('overtaken'); and an operator may settle what a neighbour does not have by hand ('settled'; the note is with
-- the event that was put aside).
alter table outbound_effect drop constraint outbound_effect_status_check;
alter table outbound_effect add constraint outbound_effect_status_check
    check (status in ('trying', 'confirmed', 'refused', 'no-address', 'overtaken', 'settled'));
alter table outbound_effect add column appointment_id uuid;
-- the event's place among all events: which of two writes about one appointment is the later
alter table outbound_effect add column seq_id bigint;
create index outbound_effect_appointment on outbound_effect (appointment_id, seq_id) where appointment_id is not null;
-- what an operator looks at
create index outbound_effect_open on outbound_effect (kind, first_tried_at) where status in ('trying', 'refused');
