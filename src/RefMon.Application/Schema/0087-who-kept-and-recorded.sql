-- Who keeps and who recorded what was booked before 0063, in a step of its own: it locks the rows it writes and no table, so that calendars are
-- read meanwhile.
-- what was booked before nobody was asked who keeps it: whoever booked it, where they work on the referral
update appointment_slot s
set recorded_by_id = a #>> '{outcome,recordedBy,accountId}',
    keeper_id = case
        when exists (select from jsonb_array_elements(d.data #> '{allocation,helpers}') h
            where h ->> 'accountId' = a #>> '{bookedBy,accountId}') then a #>> '{bookedBy,accountId}'
        else s.caseworker_id end
from mt_doc_referral d, jsonb_array_elements(d.data #> '{appointments,all}') a
where s.referral_id = d.id and s.appointment_id = (a ->> 'id')::uuid;
