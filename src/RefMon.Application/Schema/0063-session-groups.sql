-- A group session's group by its own id and name (none for those booked before groups had either: there a group is whoever meets at the same time
-- and place), who keeps an appointment, and who recorded what came of it.
alter table appointment_slot
    add group_id        uuid,
    -- as its supplier calls it
    add group_name      text,
    -- the caseworker or a helper while it is open; whoever it was when its outcome was recorded, afterwards
    add keeper_id       text,
    add recorded_by_id  text;
