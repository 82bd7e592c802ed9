-- Users, groups, devices and sign-ins. A statement ends with a semicolon at the end of a line. Times are milliseconds since the Unix epoch.

create table pbx_user (
    id                  bigint primary key not null,
    kind                text not null check (kind in ('person', 'room', 'reception')),
    short_name          text not null unique check (short_name = lower(short_name) and short_name <> ''),
    display_name        text not null,
    number              text not null,
    email               text not null,
    department          text not null,
    location            text not null,
    password_hash       text not null,
    may_change_password integer not null check (may_change_password in (0, 1))
);

create unique index pbx_user_number on pbx_user (number) where number <> '';

create unique index pbx_user_email on pbx_user (lower(email)) where email <> '';

create table user_group (
    id                 bigint primary key not null,
    name               text not null,
    default_visibility integer not null check (default_visibility between 0 and 255)
);

create table group_member (
    group_id  bigint not null references user_group (id) on delete cascade,
    user_id   bigint not null references pbx_user (id) on delete cascade,
    position  integer not null,
    is_active integer not null check (is_active in (0, 1)),
    primary key (group_id, user_id)
);

create index group_member_user on group_member (user_id);

create table sign_in (
    id         bigint primary key not null,
    user_id    bigint not null references pbx_user (id) on delete cascade,
    token_hash text not null unique check (length(token_hash) = 64),
    user_agent text not null,
    address    text not null,
    created_at bigint not null,
    seen_at    bigint not null
);

create index sign_in_user on sign_in (user_id);

-- Of a device secret only the two HA1 values of SIP digest are kept.
create table device (
    id             bigint primary key not null,
    owner_id       bigint not null references pbx_user (id) on delete cascade,
    kind           text not null check (kind in ('phone', 'softphone')),
    name           text not null,
    auth_user      text not null unique,
    ha1_md5        text not null,
    ha1_sha256     text not null,
    media          text not null check (media in ('auto', 'rtp', 'srtp')),
    sign_in_id     bigint references sign_in (id) on delete cascade,
    secret_expires bigint
);

create index device_owner on device (owner_id);

create index device_sign_in on device (sign_in_id);
