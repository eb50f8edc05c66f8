-- What was recorded counts for a clash too where the slot has passed.
drop index appointment_slot_person;
create index appointment_slot_person on appointment_slot (person_id, starts_at) where state <> 'cancelled';
