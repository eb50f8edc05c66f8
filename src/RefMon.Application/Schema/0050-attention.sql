-- What RefMon did outside because of an event, so that a repeat is recognised and pages can say what has been confirmed.
-- Ids and codes only: no addresses, names or texts.
create table outbound_effect (
    event_id        uuid not null,
    -- 'ndelius' or 'email'
    kind            text not null,
    -- who was told: the part they play, never their address
    recipient       text not null,
    referral_id     uuid not null,
    reference       text not null,
    status          text not null check (status in ('trying', 'confirmed', 'refused', 'no-address')),
    attempts        int not null,
    first_tried_at  timestamptz not null,
    last_tried_at   timestamptz not null,
    confirmed_at    timestamptz,
    -- the neighbour's own word for a refusal
    refusal_code    text,
    primary key (event_id, kind, recipient)
);
create index outbound_effect_referral on outbound_effect (referral_id);
