-- One row an appointment, for clashes and calendars; written with the events. Nothing about the person but ids.
create table appointment_slot (
    appointment_id  uuid primary key,
    referral_id     uuid not null,
    person_id       uuid not null,
    supplier_id     uuid not null,
    kind            text not null,
    session_number  int,
    -- the caseworker while it is open; whoever it was when its outcome was recorded, afterwards
    caseworker_id   text,
    starts_at       timestamptz not null,
    ends_at         timestamptz not null,
    method          text not null,
    format          text not null,
    -- an office or an address in one word, to find two appointments at one place; null for phone and video
    place           text,
    -- 'open', 'cancelled', 'happened', 'not-held' (attended, but did not take place) or 'missed'
    state           text not null
);
create index appointment_slot_referral on appointment_slot (referral_id);
create index appointment_slot_person on appointment_slot (person_id, starts_at) where state = 'open';
create index appointment_slot_supplier on appointment_slot (supplier_id, starts_at);

insert into appointment_slot
select (a ->> 'id')::uuid, d.id, (d.data #>> '{referring,person,id}')::uuid, (d.data #>> '{referring,service,supplierId}')::uuid,
    upper(left(a ->> 'kind', 1)) || substr(a ->> 'kind', 2), (a ->> 'sessionNumber')::int,
    d.data #>> '{allocation,caseworker,accountId}',
    (a #>> '{slot,startsAt}')::timestamptz,
    (a #>> '{slot,startsAt}')::timestamptz + make_interval(mins => (a #>> '{slot,durationMinutes}')::int),
    upper(left(a #>> '{slot,method}', 1)) || substr(a #>> '{slot,method}', 2),
    upper(left(a #>> '{slot,format}', 1)) || substr(a #>> '{slot,format}', 2),
    case a #>> '{slot,method}'
        when 'probationOffice' then 'office ' || (a #>> '{slot,place,officeCode}')
        when 'otherPlace' then 'address ' || upper(regexp_replace(a #>> '{slot,place,postcode}', '\s', '', 'g'))
            || ' ' || lower(a #>> '{slot,place,line1}') end,
    case when (a ->> 'isCancelled')::boolean then 'cancelled'
        when a -> 'outcome' = 'null' then 'open'
        when (a #>> '{outcome,happened}')::boolean then 'happened'
        when (a #>> '{outcome,attended}')::boolean then 'not-held'
        else 'missed' end
from mt_doc_referral d, jsonb_array_elements(d.data #> '{appointments,all}') a;

-- What somebody has typed about an appointment and not yet confirmed; goes when it is confirmed, or after a week.
create table appointment_entry (
    account_id      text not null,
    referral_id     uuid not null,
    -- what the answers are for, for example 'book-3' or 'record-<appointment>'
    purpose         text not null,
    -- becomes the appointment's id when one is booked
    id              uuid not null,
    -- json and not jsonb: kept exactly as typed, whatever the characters
    answers         json not null,
    revision        int not null,
    saved_at        timestamptz not null,
    primary key (account_id, referral_id, purpose)
);
create index appointment_entry_saved on appointment_entry (saved_at);
