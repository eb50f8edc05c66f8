-- Figures of deadlines that differ from the default for a contract type. A row for each change, never changed itself: what was due when
-- is explained by the rows in force on the day a clock began.
create table deadline_setting (
    contract_type_code  text not null,
    setting             text not null,
    -- 1, 2, 3 ... for each figure, so that two people cannot change it over each other
    version             int not null check (version > 0),
    -- null puts the default back
    working_days        int check (working_days between 0 and 60),
    -- a London date: what begins then or later
    from_day            date not null,
    reason              text not null,
    set_by              text not null,
    set_at              timestamptz not null,
    primary key (contract_type_code, setting, version)
);
