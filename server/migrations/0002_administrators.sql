-- Who may see and change the whole system. Without one nobody could make another: the first person of the office begins, as in a new one.

alter table pbx_user add column administrator integer not null default 0 check (administrator in (0, 1));

update pbx_user set administrator = 1
    where id = (select min(id) from pbx_user where kind = 'person' and password_hash <> '');
