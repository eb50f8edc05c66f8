-- What an instance of a workflow put on people's lists goes off them with it, however it ends: finished, failed, cancelled by an operator,
-- or ended although nobody could read it.
create function clear_items_of_instance() returns trigger language plpgsql as $$
begin
    update attention_item set cleared_at = coalesce(new.finished_at, now()) where raised_by = new.id and cleared_at is null;
    return null;
end
$$;
create trigger workflow_instance_over after update of status on workflow_instance
    for each row when (old.status = 'Running' and new.status = 'Finished') execute function clear_items_of_instance();
update attention_item a set cleared_at = now()
from workflow_instance i where i.id = a.raised_by and i.status = 'Finished' and a.cleared_at is null;

-- Reminders that somebody they were meant for could not be told, for the operators' list.
create index workflow_effect_nobody on workflow_effect (finished_at) where outcome like 'nobody%';
