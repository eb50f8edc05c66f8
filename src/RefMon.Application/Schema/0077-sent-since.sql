-- What was sent since a day, whoever sent it: figures over all referrals of the last months.
create index case_list_row_sent on case_list_row (sent_at);
