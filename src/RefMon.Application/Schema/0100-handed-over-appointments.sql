-- Referrals as they stand from before an appointment said that a hand-over took it away: being behind their events, they are
-- put together from them when they are read next.
update mt_doc_referral d set mt_version = 0
where exists (select from mt_events e
              where e.stream_id = d.id and e.type = 'appointment_cancelled' and e.data ->> 'because' = 'referralTransferred');
