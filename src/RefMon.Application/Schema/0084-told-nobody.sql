-- What news it was that went to nobody: the template's name, only beside 'no-address'. For operators, who see whom nobody could be told in place of.
alter table outbound_effect add column notice_kind text;
create index outbound_effect_nobody on outbound_effect (last_tried_at) where status = 'no-address' and kind = 'email';
