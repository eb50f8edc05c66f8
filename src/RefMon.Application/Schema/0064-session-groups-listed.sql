-- The register of a session of a group.
create index appointment_slot_group on appointment_slot (group_id, starts_at) where group_id is not null;

-- The groups of a supplier are listed whenever a session is booked: without reading all its other appointments.
create index appointment_slot_groups on appointment_slot (supplier_id, starts_at) where format = 'Group';
