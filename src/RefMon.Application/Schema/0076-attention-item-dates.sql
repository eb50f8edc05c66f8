-- When what an item asks for is or was due, as it stood when the item was raised. While it is the referral's next obligation the
-- case list's date counts, which follows pauses and amendments.
alter table attention_item add column due_on date;
