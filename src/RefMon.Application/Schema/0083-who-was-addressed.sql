-- Whose account a message really went to: what is for the practitioner may go to whoever sent the referral. An id, as everywhere in this
-- table; null for a mailbox, for an address without an account, and for what was sent before this was kept.
alter table outbound_effect add column account_id text;
