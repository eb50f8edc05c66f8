-- A group session's group by its own id and name (none for those booked before groups had either: there a group is whoever meets at the same time
-- and place), who keeps an appointment, and who recorded what came of it.
alter table appointment_slot
    add group_id        uuid,
    -- as its supplier calls it
    add group_name      text,
    -- the caseworker or a helper while it is open; whoever it was when its outcome was recorded, afterwards
    add keeper_id       text,
    add recorded_by_id  text;

create index appointment_slot_group on appointment_slot (group_id, starts_at) where group_id is not null;

-- what was booked before nobody was asked who keeps it: whoever booked it, where they work on the referral
update appointment_slot s
set recorded_by_id = a #>> '{outcome,recordedBy,accountId}',
    keeper_id = case
        when exists (select from jsonb_array_elements(d.data #> '{allocation,helpers}') h
            where h ->> 'accountId' = a #>> '{bookedBy,accountId}') then a #>> '{bookedBy,accountId}'
        else s.caseworker_id end
from mt_doc_referral d, jsonb_array_elements(d.data #> '{appointments,all}') a
where s.referral_id = d.id and s.appointment_id = (a ->> 'id')::uuid;
