-- Instances about one subject, whether they run or are over, and the newest of a definition, for operators.
create index workflow_instance_subject on workflow_instance (correlation_id, created_at desc);
create index workflow_instance_newest on workflow_instance (definition_id, created_at desc);
create index workflow_incident_instance on workflow_incident (instance_id);
